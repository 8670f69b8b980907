package dev.usher.flow;

/**
 * No request can be served at the moment, through no fault of its own: nothing is answered, no
 * attempt counts, and polling is paused until it is over.
 */
public abstract sealed class ServiceFault extends AttemptFault
        permits OperatorFault, CognitoOutage {
    private static final long serialVersionUID = 1L;

    /**
     * @param what for the log and the readiness page
     */
    ServiceFault(String what, boolean unclear) {
        super(what, unclear);
    }

    /** Whether it ends without the operator. */
    public abstract boolean passes();
}
