package dev.usher.tools.enqueue;

import dev.usher.flow.PoolRules;
import java.util.List;
import java.util.Set;

/** Looks users up in the user pool before anything is sent. */
public interface PoolLookup {
    /** The pool's rules for every user. */
    PoolRules rules();

    /** Whether Ada and ada are two users. */
    boolean caseSensitive();

    /**
     * The usernames that exist in the pool.
     *
     * @throws CommandException if the pool can't be reached
     */
    Set<String> taken(List<String> usernames) throws InterruptedException;
}
