package dev.usher.emulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that a test drives. */
public final class SettableClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-22T20:00:00.123Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void pass(Duration duration) {
        now = now.plus(duration);
    }
}
