package dev.usher.flow;

/**
 * Nothing can be done for any request at the moment, through no fault of theirs: nothing is
 * answered, no attempt is counted, and no more requests are taken until it is over.
 */
public abstract sealed class ServiceFault extends RuntimeException
        permits OperatorFault, CognitoOutage {
    private static final long serialVersionUID = 1L;

    ServiceFault(String what) {
        super(what, null, false, false);
    }

    /** What is the matter, for the log and the readiness page. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** Whether it ends without anybody's doing. */
    public abstract boolean passes();
}
