package dev.usher.cognito;

import dev.usher.flow.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Spaces the calls of one quota category evenly, in the order in which they ask, so that a quota is
 * never reached in the first place.
 */
final class Pacer {
    private final InstantSource clock;
    private final Waiter waiter;
    private final Duration spacing;
    private Instant next = Instant.EPOCH;
    private Instant last = Instant.EPOCH;

    /**
     * @param rate calls a second
     */
    Pacer(double rate, InstantSource clock, Waiter waiter) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("a rate must be above 0");
        }
        this.clock = clock;
        this.waiter = waiter;
        this.spacing = Duration.ofNanos((long) (1e9 / rate));
    }

    /** Returns when it is this call's turn. */
    void await() throws InterruptedException {
        Duration wait = reserve();
        if (wait.isPositive()) {
            waiter.pause(wait);
        }
    }

    private synchronized Duration reserve() {
        Instant now = clock.instant();
        if (now.isBefore(last)) {
            // The clock was set back: the turns that are given out move with it.
            next = next.minus(Duration.between(now, last));
        }
        last = now;
        Instant turn = next.isAfter(now) ? next : now;
        next = turn.plus(spacing);
        return Duration.between(now, turn);
    }
}
