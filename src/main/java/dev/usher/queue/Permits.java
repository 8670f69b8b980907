package dev.usher.queue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The right to have messages in hand: one permit a message, taken before the poll that may bring
 * it, so that no message is ever held that no thread works on. Lanes share one.
 */
public final class Permits {
    /** How long a poll waits for the rest of its permits, so that batches stay full under load. */
    private static final Duration PATIENCE = Duration.ofMillis(25);

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

    /** At least one, as many as asked for if they are free within {@link #PATIENCE}. */
    int take(int most) throws InterruptedException {
        int wanted = Math.min(most, concurrency);
        if (free.tryAcquire(wanted)) {
            return wanted;
        }
        free.acquire();
        int taken = 1;
        try {
            if (free.tryAcquire(wanted - 1, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return wanted;
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
