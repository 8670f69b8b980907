package dev.usher.cognito;

import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The turns of one kind of traffic: evenly spaced slots, and a turn at a random moment of each. Two
 * workers in step would otherwise leave the quota's last token to the same one every time.
 *
 * <p>Guarded by its pacer, but for the order.
 */
final class TurnSchedule {
    /** First come, first served: the owner of the lock is next. */
    final ReentrantLock order = new ReentrantLock(true);

    private Instant slot = Instant.EPOCH;
    private double slots = 1;
    private double early;
    private int waiting;

    void enter() {
        waiting++;
    }

    void leave() {
        waiting--;
    }

    int waiting() {
        return waiting;
    }

    /** When the next turn is, at a rate of so many a second. */
    Instant next(double rate) {
        return after(slots - early, rate);
    }

    /**
     * @param from no slot is before it
     * @param share of a slot by which the next turn comes before its end, 0 to 1
     */
    void take(Instant from, double rate, double share) {
        Instant end = after(slots, rate);
        slot = end.isAfter(from) ? end : from;
        slots = 1;
        early = share;
    }

    /** Another lane took one of its slots. */
    void giveUpSlot(Instant now, double rate) {
        // Each slot at the rate it was given up at: a later fall must not make the past longer.
        Instant end = after(slots, rate);
        slot = end.isAfter(now) ? end : now;
        slots = 1;
    }

    private Instant after(double slots, double rate) {
        return slot.plusNanos((long) (1e9 * slots / rate));
    }
}
