package dev.usher.queue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The right to have messages in hand: one permit a message, taken before the poll that may bring
 * it, so that no message is ever held that no thread works on. Lanes share one.
 */
public final class Permits {
    /**
     * How long a poll waits for the rest of its permits, so that batches stay full under load.
     * Those at work meanwhile are several times as many.
     */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** A poll never waits for more than this part of all permits: the others must keep working. */
    private static final int SHARE = 4;

    private final Semaphore free;
    private final int concurrency;

    /**
     * All of them free.
     *
     * @param concurrency how many messages may be in hand at once, at least 1
     */
    public Permits(int concurrency) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be at least 1");
        }
        this.concurrency = concurrency;
        this.free = new Semaphore(concurrency);
    }

    public int concurrency() {
        return concurrency;
    }

    /** Those that nobody has taken. */
    public int free() {
        return free.availablePermits();
    }

    /**
     * At least one; as many as asked for if they are free now, or nearly so within {@link
     * #PATIENCE}.
     */
    int take(int most) throws InterruptedException {
        int wanted = Math.min(most, concurrency);
        if (free.tryAcquire(wanted)) {
            return wanted;
        }
        free.acquire();
        int taken = 1;
        try {
            int more = Math.clamp(concurrency / SHARE, 1, wanted) - 1;
            if (free.tryAcquire(more, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                taken += more;
            }
        } catch (InterruptedException e) {
            free.release();
            throw e;
        }
        while (taken < wanted && free.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    void giveBack(int permits) {
        free.release(permits);
    }
}
