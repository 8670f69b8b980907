package dev.usher.soak;

import java.time.Duration;

/**
 * How a soak is run.
 *
 * @param requests how many are sent, those that are sent twice counted once
 * @param workers processes at a time
 * @param seed of everything that is drawn
 * @param kills how the workers die
 * @param limit after which a run is over, whatever is missing
 */
record SoakSettings(int requests, int workers, long seed, Kills kills, Duration limit) {
    /**
     * How the workers die.
     *
     * @param between answers that there must be from one kill to the next at least
     */
    record Kills(Duration every, int most, int between) {
        /** Zero is for none. */
        static Kills every(Duration every) {
            return new Kills(every, every.isZero() ? 0 : Integer.MAX_VALUE, 0);
        }
    }
}
