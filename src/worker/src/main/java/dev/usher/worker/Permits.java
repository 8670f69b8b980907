package dev.usher.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The right to receive messages: one permit per message, taken before the poll that may bring it,
 * so that a thread works on every message in flight.
 */
public final class Permits {
    /**
     * How long a poll waits for the rest of its permits, so that batches stay full under load.
     * Several times as many are in use meanwhile.
     */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /**
     * A poll never waits for more than this part of all permits: work must continue on the others.
     */
    private static final int SHARE = 4;

    private final Semaphore free;
    private final int concurrency;

    /** The most that one poll takes: an idle poll must not block the other lane. */
    private final int poll;

    /** The bulk lane's own bound; null for a lane that may take all. */
    private final @Nullable Semaphore bound;

    /**
     * The permits of the only lane; all of them free.
     *
     * @param concurrency how many messages may be in flight at once, at least 1
     */
    public Permits(int concurrency) {
        this(new Semaphore(concurrency), concurrency, concurrency, null);
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be at least 1");
        }
    }

    private Permits(Semaphore free, int concurrency, int poll, @Nullable Semaphore bound) {
        this.free = free;
        this.concurrency = concurrency;
        this.poll = poll;
        this.bound = bound;
    }

    /**
     * The permits of two lanes that share them.
     *
     * @param interactive may take all
     * @param bulk may take half of them, so that a long bulk queue never blocks the other lane
     */
    public record Lanes(Permits interactive, Permits bulk) {}

    /**
     * For an interactive and a bulk lane.
     *
     * @param concurrency how many messages both may have in flight together, at least 2
     */
    public static Lanes lanes(int concurrency) {
        if (concurrency < 2) {
            throw new IllegalArgumentException("two lanes need a concurrency of at least 2");
        }
        int half = concurrency / 2;
        Semaphore free = new Semaphore(concurrency);
        return new Lanes(
                new Permits(free, concurrency, half, null),
                new Permits(free, half, half, new Semaphore(half)));
    }

    public int concurrency() {
        return concurrency;
    }

    /** Those that are not taken. */
    public int free() {
        return free.availablePermits();
    }

    /**
     * Whether the lane waits for a permit that the other lane cannot have. For the interactive lane
     * these are all, since the bulk lane never has more than half.
     */
    boolean exhausted() {
        Semaphore own = bound == null ? free : bound;
        return own.availablePermits() == 0 && own.hasQueuedThreads();
    }

    /**
     * Takes at least one; as many as {@code most} if they are free now, or nearly as many within
     * {@link #PATIENCE}.
     */
    int take(int most) throws InterruptedException {
        int wanted = Math.min(most, poll);
        Semaphore own = bound;
        if (own == null) {
            return take(free, wanted);
        }
        int mine = take(own, wanted);
        int taken = 0;
        try {
            taken = take(free, mine);
            return taken;
        } finally {
            own.release(mine - taken);
        }
    }

    private int take(Semaphore from, int wanted) throws InterruptedException {
        if (from.tryAcquire(wanted)) {
            return wanted;
        }
        from.acquire();
        int taken = 1;
        try {
            int more = Math.clamp(concurrency / SHARE, 1, wanted) - 1;
            if (from.tryAcquire(more, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                taken += more;
            }
        } catch (InterruptedException e) {
            from.release();
            throw e;
        }
        while (taken < wanted && from.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    void giveBack(int permits) {
        free.release(permits);
        if (bound != null) {
            bound.release(permits);
        }
    }
}
