package dev.usher.tools.enqueue;

import dev.usher.runtime.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that advances only by pauses. */
public final class SimulatedTime implements InstantSource, Waiter {
    public static final Instant START = Instant.parse("2026-11-22T20:00:00Z");

    private Instant now = START;

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void pause(Duration duration) {
        now = now.plus(duration);
    }

    /** The time since the start. */
    public synchronized Duration gone() {
        return Duration.between(START, now);
    }
}
