package dev.usher.tools.deadletters;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Passes the first matches of a filter, in the order in which SQS delivers them. */
public final class ResultLimit implements Predicate<DeadLetter> {
    private final Predicate<DeadLetter> filter;
    private final int most;
    private final Runnable enough;
    private final AtomicInteger taken = new AtomicInteger();

    /**
     * @param enough runs when the limit is reached
     */
    public ResultLimit(Predicate<DeadLetter> filter, int most, Runnable enough) {
        this.filter = filter;
        this.most = most;
        this.enough = enough;
    }

    /** Whether matches may be missing. */
    public boolean reached() {
        return taken.get() >= most;
    }

    @Override
    public boolean test(DeadLetter letter) {
        if (!filter.test(letter)) {
            return false;
        }
        int number = taken.incrementAndGet();
        if (number >= most) {
            enough.run();
        }
        return number <= most;
    }
}
