package dev.usher.cognito;

import dev.usher.runtime.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Spaces the calls of one quota category evenly, in the order in which they ask, so that a quota is
 * hardly ever reached. Interactive calls never wait for bulk ones: each takes a slot from them.
 * Turns are not given out ahead, so that a change of the rate holds for those who wait already.
 */
final class Pacer {
    /** What a hiccup of the process may make good; idle time is never saved up. */
    private static final Duration CATCH_UP = Duration.ofMillis(50);

    private final InstantSource clock;
    private final Waiter waiter;
    private final RandomGenerator random;
    private final Tempo tempo;
    private final Lane interactive = new Lane();
    private final Lane bulk = new Lane();
    private Instant lastTurn = Instant.EPOCH;
    private Instant lastRead = Instant.EPOCH;
    private Duration setBack = Duration.ZERO;

    /**
     * @param rate calls a second at most
     */
    Pacer(double rate, InstantSource clock, Waiter waiter, RandomGenerator random) {
        this.tempo = new Tempo(rate);
        this.clock = clock;
        this.waiter = waiter;
        this.random = random;
    }

    /** Returns when it is this call's turn. */
    Turn await(Traffic traffic) throws InterruptedException {
        Turn turn = ask(traffic);
        try {
            turn.lane.order.lockInterruptibly();
            try {
                for (Duration wait = turn.claim(); wait.isPositive(); wait = turn.claim()) {
                    waiter.pause(wait);
                }
            } finally {
                turn.lane.order.unlock();
            }
        } finally {
            turn.leave();
        }
        return turn;
    }

    /** Calls a second, at present. */
    synchronized double rate() {
        return tempo.rate();
    }

    synchronized int waiting(Traffic traffic) {
        return lane(traffic).waiting();
    }

    synchronized Turn ask(Traffic traffic) {
        Turn turn = new Turn(traffic, now());
        turn.lane.enter();
        return turn;
    }

    /** One call's turn. What becomes of the call tells how fast the next ones may go. */
    final class Turn {
        private final Traffic traffic;
        private final Lane lane;
        private final Instant asked;
        private Instant waitedUntil = Instant.EPOCH;
        private Instant went = Instant.EPOCH;
        private boolean asks = true;

        private Turn(Traffic traffic, Instant asked) {
            this.traffic = traffic;
            this.lane = lane(traffic);
            this.asked = asked;
        }

        /**
         * Takes the turn, if it has come. Only for whoever is first in the lane.
         *
         * @return zero, or how long to wait before the next try; it is believed that one did
         */
        Duration claim() {
            synchronized (Pacer.this) {
                Instant now = later(now(), waitedUntil);
                tempo.fallIfDue(now);
                Instant due = due(now);
                if (due.isAfter(now)) {
                    waitedUntil = due;
                    return Duration.between(now, due);
                }
                take(now);
                leave();
                return Duration.ZERO;
            }
        }

        /** Asks no more; who took the turn has ceased to already. */
        void leave() {
            synchronized (Pacer.this) {
                if (asks) {
                    asks = false;
                    lane.leave();
                }
            }
        }

        /** The call was within the quota, whatever else came of it. */
        void accepted() {
            synchronized (Pacer.this) {
                tempo.accepted(went);
            }
        }

        /** The call was over the quota. */
        void throttled() {
            synchronized (Pacer.this) {
                tempo.throttled(went, now());
            }
        }

        private Instant due(Instant now) {
            Instant due = later(lane.next(tempo.rate()), tempo.restUntil());
            return switch (traffic) {
                case INTERACTIVE -> due;
                // With nobody waiting any more it looks again one slot later.
                case BULK -> interactive.waiting() == 0 ? due : later(due, slotAfter(now));
            };
        }

        private Instant slotAfter(Instant now) {
            return now.plusNanos((long) (1e9 / tempo.rate()) + 1);
        }

        private void take(Instant now) {
            boolean waited = asked.isBefore(lastTurn) || !waitedUntil.equals(Instant.EPOCH);
            if (waited) {
                tempo.used(Duration.between(lastTurn, now), now);
            }
            double rate = tempo.rate();
            lane.take(later(asked, now.minus(CATCH_UP)), rate, random.nextDouble());
            switch (traffic) {
                case INTERACTIVE -> bulk.giveUpSlot(now, rate);
                case BULK -> {}
            }
            lastTurn = now;
            went = now;
        }
    }

    private Lane lane(Traffic traffic) {
        return switch (traffic) {
            case INTERACTIVE -> interactive;
            case BULK -> bulk;
        };
    }

    /** The clock's time, but never set back. */
    private Instant now() {
        Instant read = clock.instant().plus(setBack);
        if (read.isBefore(lastRead)) {
            setBack = setBack.plus(Duration.between(read, lastRead));
            return lastRead;
        }
        lastRead = read;
        return read;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
