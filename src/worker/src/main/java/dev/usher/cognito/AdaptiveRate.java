package dev.usher.cognito;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast the calls of one quota category may go. A worker is not told how many others share the
 * quota; it learns that from being throttled, and all who share it must come to the same rate by
 * themselves.
 *
 * <p>It begins at the ceiling. A throttled call now and then slows it a little; while there is
 * none, it creeps up by a share of the ceiling, as fast for everybody, and every worker meets
 * throttling in proportion to its own rate, so that unequal rates grow equal (additive increase,
 * multiplicative decrease). The steps are small, because what tells equal from unequal is chance.
 * When a great part is throttled, it falls at once and far, the same for everybody; it rests until
 * the quota is whole again, and then <em>probes</em>: it climbs ever faster up to the first
 * throttled call and goes back some, which sorts the workers of a fleet that started together
 * within ten seconds. It probes as well after a long calm, since somebody may have left. Found by
 * simulating fleets of one to sixteen against quotas of a second's worth and of fixed seconds;
 * {@code FleetPacingTest} holds what was found.
 *
 * <p>Guarded by its pacer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2914">Congestion control principles</a>
 */
final class AdaptiveRate {
    private static final double SLOWER = 0.975;

    /** One throttled call brings others, which tell nothing new. */
    private static final Duration SAME_NEWS = Duration.ofMillis(200);

    /** Every second, a share of the ceiling or of four times the rate, whichever is less. */
    private static final double CREEP = 0.0006;

    /** Of four that share a quota, each is throttled about every ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(16);

    private static final double PROBE = 0.004;
    private static final double PROBE_STEEPER = 0.001;

    /** A bucket that is full lets a probe climb a third too high before it is empty. */
    private static final double BACK = 0.75;

    /** Above half the ceiling one takes it that nobody shares: three of eight say that is wrong. */
    private static final Overload UNSHARED = new Overload(8, 3, 0.25, Duration.ofMillis(120));

    private static final Overload SHARED = new Overload(12, 6, 0.5, Duration.ZERO);

    /** Until a bucket that holds a second's worth is full, or a fixed second over. */
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
     * @param left what is left, of the ceiling for {@link #UNSHARED}, of the rate for {@link
     *     #SHARED}
     * @param after the throttled call went; where answers are fast, the others must have time to
     *     see the same overload, or those who see it last keep what the first give up
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

    /** Calls have been waiting for their turns, so that the rate is what held them up. */
    void used(Duration time, Instant now) {
        if (rate >= ceiling) {
            return;
        }
        Duration step = time.compareTo(LONGEST_STEP) < 0 ? time : LONGEST_STEP;
        double seconds = step.toNanos() / 1e9;
        if (!probing && now.isAfter(calmSince.plus(PATIENCE))) {
            probe();
        }
        probed += seconds;
        double growth = probing ? PROBE + PROBE_STEEPER * probed : CREEP;
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
            // It was under way when the rate fell, and tells of the former one.
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
            // Until the others have met the same, their excess is thrown at everybody.
            restart(now.plus(REST));
        } else if (!went.isBefore(slowed.plus(SAME_NEWS))) {
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
