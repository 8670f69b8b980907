package dev.usher.flow;

/** The request is no longer this attempt's: another one has it, or may have it at any moment. */
public final class ClaimLost extends AttemptFault {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    public ClaimLost(String why) {
        this(why, false);
    }

    /**
     * @param refused whether the attempt that took over has already ended in a refusal, and so left
     *     no user behind
     */
    ClaimLost(String why, boolean refused) {
        super(why, false);
        this.refused = refused;
    }

    boolean refused() {
        return refused;
    }
}
