package dev.usher.tools.deadletters;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The first so many of those that are meant, in whatever order SQS gives them. */
public final class ResultLimit implements Predicate<DeadLetter> {
    private final Predicate<DeadLetter> meant;
    private final int most;
    private final Runnable enough;
    private final AtomicInteger taken = new AtomicInteger();

    /**
     * @param enough run when they are complete
     */
    public ResultLimit(Predicate<DeadLetter> meant, int most, Runnable enough) {
        this.meant = meant;
        this.most = most;
        this.enough = enough;
    }

    /** Whether some may have been left out. */
    public boolean reached() {
        return taken.get() >= most;
    }

    @Override
    public boolean test(DeadLetter letter) {
        if (!meant.test(letter)) {
            return false;
        }
        int number = taken.incrementAndGet();
        if (number >= most) {
            enough.run();
        }
        return number <= most;
    }
}
