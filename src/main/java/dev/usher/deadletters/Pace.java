package dev.usher.deadletters;

import dev.usher.flow.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Spaces messages out evenly. */
public final class Pace {
    private final @Nullable Duration gap;
    private final InstantSource clock;
    private final Waiter waiter;
    private Instant next = Instant.EPOCH;

    /**
     * @param rate messages a second; null for no limit
     */
    public Pace(@Nullable Double rate, InstantSource clock, Waiter waiter) {
        this.gap = rate == null ? null : Duration.ofNanos((long) (1e9 / rate));
        this.clock = clock;
        this.waiter = waiter;
    }

    /** Waits for the turn of one more message. */
    void await() throws InterruptedException {
        if (gap == null) {
            return;
        }
        Duration left;
        synchronized (this) {
            Instant now = clock.instant();
            Instant turn = next.isBefore(now) ? now : next;
            next = turn.plus(gap);
            left = Duration.between(now, turn);
        }
        if (left.isPositive()) {
            waiter.pause(left);
        }
    }
}
