package dev.usher.flow;

/**
 * A fault of the setup that every request would meet: no permission, no such pool or client, a
 * wrong client secret, an unreachable ledger.
 */
public final class OperatorFault extends ServiceFault {
    private static final long serialVersionUID = 1L;

    /**
     * @param what the fault and its fix, for the log and the readiness page
     */
    public OperatorFault(String what) {
        super(what, false);
    }

    @Override
    public boolean passes() {
        return false;
    }
}
