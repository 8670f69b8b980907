package dev.usher.sqs;

import dev.usher.runtime.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** Spaces evenly what the threads of a command send. */
public final class SendRateLimiter {
    /** A thread that waits for its turn notices a stop this soon. */
    private static final Duration SLICE = Duration.ofMillis(200);

    private static final Duration CATCH_UP = Duration.ofMillis(200);

    private final double rate;
    private final InstantSource clock;
    private final Waiter waiter;
    private Instant next = Instant.EPOCH;

    /**
     * @param rate per second; infinite for no limit
     */
    public SendRateLimiter(double rate, InstantSource clock, Waiter waiter) {
        this.rate = rate;
        this.clock = clock;
        this.waiter = waiter;
    }

    /** The size of a batch: at most {@code most}, and at most what one second allows. */
    public int burst(int most) {
        return (int) Math.max(1, Math.min(most, rate));
    }

    /** Returns when the next {@code count} may be sent. */
    public void await(int count) throws InterruptedException {
        Duration left = turn(count);
        if (left.isPositive()) {
            waiter.pause(left);
        }
    }

    /** Returns when the next one may be sent, or soon after a stop. */
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
        // A short delay is caught up; idle time is not saved up.
        Instant earliest = now.minus(CATCH_UP);
        Instant turn = next.isAfter(earliest) ? next : next.equals(Instant.EPOCH) ? now : earliest;
        next = turn.plusNanos((long) (count * 1e9 / rate));
        return Duration.between(now, turn);
    }
}
