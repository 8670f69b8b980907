package dev.usher.emulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that can be set ahead of another while it runs. */
final class OffsetClock implements InstantSource {
    private final InstantSource base;
    private volatile Duration offset = Duration.ZERO;

    OffsetClock(InstantSource base) {
        this.base = base;
    }

    Duration offset() {
        return offset;
    }

    void offset(Duration ahead) {
        offset = ahead;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset);
    }
}
