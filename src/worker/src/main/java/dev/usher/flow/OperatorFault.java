package dev.usher.flow;

/**
 * A fault of the set-up, which no request can help and every request would meet: no permission, no
 * such pool or client, a wrong client secret, a ledger out of reach.
 */
public final class OperatorFault extends ServiceFault {
    private static final long serialVersionUID = 1L;

    /**
     * @param what the fault and its mend, for the log and the readiness page
     */
    public OperatorFault(String what) {
        super(what);
    }

    @Override
    public boolean passes() {
        return false;
    }
}
