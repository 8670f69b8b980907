package dev.usher.tools.enqueue;

import dev.usher.flow.PoolRules;
import java.util.List;
import java.util.Set;

/** The user pool, looked at before anything is sent. */
public interface PoolLookup {
    /** What it demands of every user. */
    PoolRules rules();

    /** Whether Ada and ada are two users. */
    boolean caseSensitive();

    /**
     * Those of the usernames that are taken.
     *
     * @throws CommandException if the pool can't be asked
     */
    Set<String> taken(List<String> usernames) throws InterruptedException;
}
