package dev.usher.emulator.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that can be set ahead of another while it runs. */
public final class OffsetClock implements InstantSource {
    private final InstantSource base;
    private volatile Duration offset = Duration.ZERO;

    public OffsetClock(InstantSource base) {
        this.base = base;
    }

    public Duration offset() {
        return offset;
    }

    public void offset(Duration ahead) {
        offset = ahead;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset);
    }
}
