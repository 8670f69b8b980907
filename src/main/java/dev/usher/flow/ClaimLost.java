package dev.usher.flow;

import dev.usher.flow.Ledger.Row;
import org.jspecify.annotations.Nullable;

/** The request is no longer this walk's: another one took it over, or may do so at any moment. */
public final class ClaimLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Row current;

    public ClaimLost(String why) {
        this(why, null);
    }

    ClaimLost(String why, @Nullable Row current) {
        super(why, null, false, false);
        this.current = current;
    }

    /**
     * Whether the walk that took over has already ended in a refusal, and so left no user behind.
     */
    boolean endedInRefusal() {
        return current != null && current.outcome() != null && !current.outcome().wentWell();
    }
}
