package dev.usher.cognito;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast the calls of one quota category may go. A worker does not know how many others share the
 * quota: throttling is its only signal, and all workers must converge to the same rate.
 *
 * <p>The rate begins at the ceiling. A single throttled call slows it a little; without throttling
 * it grows by a share of the ceiling, equal for all workers. Each worker is throttled in proportion
 * to its own rate, so that unequal rates become equal (additive increase, multiplicative decrease).
 * The steps are small, because throttling is random. When a great part of the calls is throttled,
 * the rate falls at once and far, by the same share for all workers. It then rests until the quota
 * is full again, and <em>probes</em>: it climbs ever faster up to the first throttled call and goes
 * back a part, which separates the workers of a fleet that started together within ten seconds. It
 * also probes after a long time without throttling, since a worker may have stopped. Found by
 * simulating fleets of one to sixteen against quotas in token buckets and in fixed seconds; {@code
 * FleetPacingTest} checks the results.
 *
 * <p>Guarded by its pacer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2914">Congestion control principles</a>
 */
final class AdaptiveRate {
    private static final double SLOWER = 0.975;

    /** One throttled call brings others, which are no new signal. */
    private static final Duration SAME_SIGNAL = Duration.ofMillis(200);

    /** Every second, a share of the ceiling or of four times the rate, whichever is less. */
    private static final double GROWTH = 0.0006;

    /** Of four that share a quota, each is throttled about every ten seconds. */
    private static final Duration PROBE_AFTER = Duration.ofSeconds(16);

    private static final double PROBE = 0.004;
    private static final double PROBE_STEEPER = 0.001;

    /** A bucket that is full lets a probe climb a third too high before it is empty. */
    private static final double BACK = 0.75;

    /**
     * Above half the ceiling, the quota seems unshared until three of eight calls are throttled.
     */
    private static final Overload UNSHARED = new Overload(8, 3, 0.25, Duration.ofMillis(120));

    private static final Overload SHARED = new Overload(12, 6, 0.5, Duration.ZERO);

    /** Until a token bucket of one second is full, or a fixed second is over. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final Duration LONGEST_STEP = Duration.ofSeconds(1);

    private final double ceiling;
    private final double floor;
    private double rate;
    private boolean probing;
    private double probedFrom;
    private double probed;
    private Instant calmSince = Instant.EPOCH;
    private Instant slowed = Instant.EPOCH;
    private Instant restarted = Instant.EPOCH;
    private Instant restUntil = Instant.EPOCH;
    private Instant fallAt = Instant.MAX;

    /** Of the latest calls, the newest in the lowest bit: whether they were throttled. */
    private long throttled;

    /**
     * When to fall, and how far.
     *
     * @param left the remaining share, of the ceiling for {@link #UNSHARED}, of the rate for {@link
     *     #SHARED}
     * @param after the throttled call went; where answers are fast, the other workers need time to
     *     see the same overload, or the last one keeps what the first ones give up
     */
    private record Overload(int calls, int throttled, double left, Duration after) {
        boolean shows(long outcomes) {
            return Long.bitCount(outcomes & (1L << calls) - 1) >= throttled;
        }
    }

    /**
     * @param ceiling calls a second
     */
    AdaptiveRate(double ceiling) {
        if (!(ceiling > 0)) {
            throw new IllegalArgumentException("a rate must be above 0");
        }
        this.ceiling = ceiling;
        this.floor = Math.min(1, ceiling / 10);
        this.rate = ceiling;
    }

    /** Calls a second. */
    double rate() {
        return rate;
    }

    /** No call goes before. */
    Instant restUntil() {
        return restUntil;
    }

    /** Calls have been waiting for their turns, so that the rate is the limit. */
    void used(Duration time, Instant now) {
        if (rate >= ceiling) {
            return;
        }
        Duration step = time.compareTo(LONGEST_STEP) < 0 ? time : LONGEST_STEP;
        double seconds = step.toNanos() / 1e9;
        if (!probing && now.isAfter(calmSince.plus(PROBE_AFTER))) {
            probe();
        }
        probed += seconds;
        double growth = probing ? PROBE + PROBE_STEEPER * probed : GROWTH;
        rate = Math.min(ceiling, rate + Math.min(ceiling, 4 * rate) * growth * seconds);
        if (rate >= ceiling) {
            probing = false;
        }
    }

    /** A call that went at that instant was within the quota. */
    void accepted(Instant went) {
        if (went.isAfter(restarted)) {
            throttled <<= 1;
        }
    }

    /** A call that went at that instant was over the quota. */
    void throttled(Instant went, Instant now) {
        if (!went.isAfter(restarted)) {
            // It was in flight when the rate fell, and belongs to the former rate.
            return;
        }
        throttled = throttled << 1 | 1;
        calmSince = now;
        Overload overload = overload();
        if (fallAt.equals(Instant.MAX) && overload.shows(throttled)) {
            fallAt = went.plus(overload.after());
        }
        if (!fallAt.equals(Instant.MAX)) {
            fallIfDue(now);
        } else if (probing) {
            rate = Math.max(probedFrom, rate * BACK);
            // Ignore throttling until the other workers have backed off too.
            restart(now.plus(REST));
        } else if (!went.isBefore(slowed.plus(SAME_SIGNAL))) {
            rate = Math.max(floor, rate * SLOWER);
            slowed = now;
        }
    }

    /** To be called before a turn is given. */
    void fallIfDue(Instant now) {
        if (now.isBefore(fallAt)) {
            return;
        }
        Overload overload = overload();
        double from = overload.equals(UNSHARED) ? ceiling : rate;
        rate = Math.max(floor, from * overload.left());
        restart(now);
        restUntil = now.plus(REST);
        probe();
    }

    private Overload overload() {
        return rate > ceiling / 2 ? UNSHARED : SHARED;
    }

    private void restart(Instant now) {
        probing = false;
        restarted = now;
        slowed = now;
        throttled = 0;
        fallAt = Instant.MAX;
    }

    private void probe() {
        probing = true;
        probedFrom = rate;
        probed = 0;
    }
}
