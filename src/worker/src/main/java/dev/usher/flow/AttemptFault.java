package dev.usher.flow;

/**
 * Why an attempt could not be finished: a fault of the user pool, of the ledger or of its claim.
 */
public abstract sealed class AttemptFault extends RuntimeException implements AttemptEnd
        permits ClaimLost, LockedOut, ServiceFault, TransientFault {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final boolean unclear;

    AttemptFault(String what, boolean unclear) {
        super(what, null, false, false);
        this.what = what;
        this.unclear = unclear;
    }

    /** The error code or the kind of fault; no input. */
    public String what() {
        return what;
    }

    /** Whether the call may have had its effect all the same. */
    public boolean unclear() {
        return unclear;
    }
}
