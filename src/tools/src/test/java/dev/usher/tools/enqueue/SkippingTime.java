package dev.usher.tools.enqueue;

import dev.usher.runtime.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that nobody waits for: whoever pauses moves it on. */
public final class SkippingTime implements InstantSource, Waiter {
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

    /** How long it has been going. */
    public synchronized Duration gone() {
        return Duration.between(START, now);
    }
}
