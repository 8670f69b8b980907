package dev.usher.batch;

import dev.usher.flow.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Spaces what is sent evenly. */
public final class Pace {
    private final double rate;
    private final InstantSource clock;
    private final Waiter waiter;
    private Instant next = Instant.EPOCH;

    /**
     * @param rate a second; infinite for no limit
     */
    public Pace(double rate, InstantSource clock, Waiter waiter) {
        this.rate = rate;
        this.clock = clock;
        this.waiter = waiter;
    }

    /** Of at most so many, that they do not come in a burst of more than a second's worth. */
    int burst(int most) {
        return (int) Math.max(1, Math.min(most, rate));
    }

    /** Returns when it is the turn of the next so many. */
    public void await(int count) throws InterruptedException {
        if (Double.isInfinite(rate)) {
            return;
        }
        Instant now = clock.instant();
        Instant turn = next.isAfter(now) ? next : now;
        next = turn.plusNanos((long) (count * 1e9 / rate));
        Duration wait = Duration.between(now, turn);
        if (wait.isPositive()) {
            waiter.pause(wait);
        }
    }
}
