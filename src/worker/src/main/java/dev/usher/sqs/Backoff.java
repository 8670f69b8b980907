package dev.usher.sqs;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: anything up to {@code base * 2^(failures - 1)}, at most
 * {@code cap}. <a
 * href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential
 * Backoff And Jitter</a>
 */
public record Backoff(Duration base, Duration cap, RandomGenerator random) {
    public Duration after(int failures) {
        return Duration.ofMillis(random.nextLong(ceiling(failures).toMillis() + 1));
    }

    /** The longest that {@link #after} may give. */
    Duration ceiling(int failures) {
        int doublings = Math.clamp(failures - 1, 0, 30);
        Duration grown = base.multipliedBy(1L << doublings);
        return grown.compareTo(cap) < 0 ? grown : cap;
    }
}
