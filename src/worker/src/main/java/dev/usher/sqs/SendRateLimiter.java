package dev.usher.sqs;

import dev.usher.runtime.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** Spaces evenly what a command sends, from however many threads. */
public final class SendRateLimiter {
    /** So soon a stop is noticed by those who wait for their turn. */
    private static final Duration SLICE = Duration.ofMillis(200);

    private static final Duration CATCH_UP = Duration.ofMillis(200);

    private final double rate;
    private final InstantSource clock;
    private final Waiter waiter;
    private Instant next = Instant.EPOCH;

    /**
     * @param rate a second; infinite for no limit
     */
    public SendRateLimiter(double rate, InstantSource clock, Waiter waiter) {
        this.rate = rate;
        this.clock = clock;
        this.waiter = waiter;
    }

    /** Of at most so many, that they do not come in a burst of more than a second's worth. */
    public int burst(int most) {
        return (int) Math.max(1, Math.min(most, rate));
    }

    /** Returns when it is the turn of the next so many. */
    public void await(int count) throws InterruptedException {
        Duration left = turn(count);
        if (left.isPositive()) {
            waiter.pause(left);
        }
    }

    /** The same for one, or returns soon after a stop. */
    public void await(BooleanSupplier stopped) throws InterruptedException {
        Duration left = turn(1);
        while (left.isPositive() && !stopped.getAsBoolean()) {
            Duration slice = left.compareTo(SLICE) < 0 ? left : SLICE;
            waiter.pause(slice);
            left = left.minus(slice);
        }
    }

    private synchronized Duration turn(int count) {
        if (Double.isInfinite(rate)) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        // What a hiccup lost is made good, up to a bit; idle time is not saved up.
        Instant earliest = now.minus(CATCH_UP);
        Instant turn = next.isAfter(earliest) ? next : next.equals(Instant.EPOCH) ? now : earliest;
        next = turn.plusNanos((long) (count * 1e9 / rate));
        return Duration.between(now, turn);
    }
}
