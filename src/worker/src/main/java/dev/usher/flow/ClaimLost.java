package dev.usher.flow;

import dev.usher.flow.Ledger.Row;
import org.jspecify.annotations.Nullable;

/** The request is no longer this walk's: another one took it over, or may do so at any moment. */
public final class ClaimLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean taken;
    private final transient @Nullable Row current;

    /** The message is lost; the row is still this walk's. */
    public ClaimLost(String why) {
        this(why, false, null);
    }

    /** Another walk has taken the row. */
    ClaimLost(String why, @Nullable Row current) {
        this(why, true, current);
    }

    private ClaimLost(String why, boolean taken, @Nullable Row current) {
        super(why, null, false, false);
        this.taken = taken;
        this.current = current;
    }

    /** Whether another walk has the row, so that there is nothing to let go of. */
    boolean taken() {
        return taken;
    }

    /**
     * Whether the walk that took over has already ended in a refusal, and so left no user behind.
     */
    boolean endedInRefusal() {
        return current != null && current.outcome() != null && !current.outcome().wentWell();
    }
}
