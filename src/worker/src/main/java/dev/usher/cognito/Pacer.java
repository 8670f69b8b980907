package dev.usher.cognito;

import dev.usher.runtime.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Spaces the calls of one quota category evenly, in the order in which they ask, so that a quota is
 * hardly ever reached. Interactive calls never wait for bulk ones: each takes a slot from them.
 * Turns are not assigned in advance, so that a new rate also applies to the calls that wait.
 */
final class Pacer {
    /** How much a pause of the process may be made up; idle time is never saved. */
    private static final Duration CATCH_UP = Duration.ofMillis(50);

    private final InstantSource clock;
    private final Waiter waiter;
    private final RandomGenerator random;
    private final AdaptiveRate adaptiveRate;
    private final TurnSchedule interactive = new TurnSchedule();
    private final TurnSchedule bulk = new TurnSchedule();
    private Instant lastTurn = Instant.EPOCH;
    private Instant lastRead = Instant.EPOCH;
    private Duration setBack = Duration.ZERO;

    /**
     * @param rate calls a second at most
     */
    Pacer(double rate, InstantSource clock, Waiter waiter, RandomGenerator random) {
        this.adaptiveRate = new AdaptiveRate(rate);
        this.clock = clock;
        this.waiter = waiter;
        this.random = random;
    }

    /** Returns when it is this call's turn. */
    Turn await(TrafficClass trafficClass) throws InterruptedException {
        Turn turn = ask(trafficClass);
        try {
            turn.turnSchedule.order.lockInterruptibly();
            try {
                for (Duration wait = turn.claim(); wait.isPositive(); wait = turn.claim()) {
                    waiter.pause(wait);
                }
            } finally {
                turn.turnSchedule.order.unlock();
            }
        } finally {
            turn.leave();
        }
        return turn;
    }

    /** Calls a second, at present. */
    synchronized double rate() {
        return adaptiveRate.rate();
    }

    synchronized int waiting(TrafficClass trafficClass) {
        return lane(trafficClass).waiting();
    }

    synchronized Turn ask(TrafficClass trafficClass) {
        Turn turn = new Turn(trafficClass, now());
        turn.turnSchedule.enter();
        return turn;
    }

    /** One call's turn. The call's result decides how fast the next ones may go. */
    final class Turn {
        private final TrafficClass trafficClass;
        private final TurnSchedule turnSchedule;
        private final Instant asked;
        private Instant waitedUntil = Instant.EPOCH;
        private Instant went = Instant.EPOCH;
        private boolean asks = true;

        private Turn(TrafficClass trafficClass, Instant asked) {
            this.trafficClass = trafficClass;
            this.turnSchedule = lane(trafficClass);
            this.asked = asked;
        }

        /**
         * Takes the turn, if it has come. Only for the first one in the lane.
         *
         * @return zero, or how long to wait before the next try; it is believed that one did
         */
        Duration claim() {
            synchronized (Pacer.this) {
                Instant now = later(now(), waitedUntil);
                adaptiveRate.fallIfDue(now);
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
                    turnSchedule.leave();
                }
            }
        }

        /** The call was within the quota, whatever its result. */
        void accepted() {
            synchronized (Pacer.this) {
                adaptiveRate.accepted(went);
            }
        }

        /** The call was over the quota. */
        void throttled() {
            synchronized (Pacer.this) {
                adaptiveRate.throttled(went, now());
            }
        }

        private Instant due(Instant now) {
            Instant due = later(turnSchedule.next(adaptiveRate.rate()), adaptiveRate.restUntil());
            return switch (trafficClass) {
                case INTERACTIVE -> due;
                // If none waits any more, look again one slot later.
                case BULK -> interactive.waiting() == 0 ? due : later(due, slotAfter(now));
            };
        }

        private Instant slotAfter(Instant now) {
            return now.plusNanos((long) (1e9 / adaptiveRate.rate()) + 1);
        }

        private void take(Instant now) {
            boolean waited = asked.isBefore(lastTurn) || !waitedUntil.equals(Instant.EPOCH);
            if (waited) {
                adaptiveRate.used(Duration.between(lastTurn, now), now);
            }
            double rate = adaptiveRate.rate();
            turnSchedule.take(later(asked, now.minus(CATCH_UP)), rate, random.nextDouble());
            switch (trafficClass) {
                case INTERACTIVE -> bulk.giveUpSlot(now, rate);
                case BULK -> {}
            }
            lastTurn = now;
            went = now;
        }
    }

    private TurnSchedule lane(TrafficClass trafficClass) {
        return switch (trafficClass) {
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
