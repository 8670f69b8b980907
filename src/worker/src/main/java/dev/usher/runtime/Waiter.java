package dev.usher.runtime;

import java.time.Duration;

/** Waits; passed in, so that a test can drive the time. */
@FunctionalInterface
public interface Waiter {
    void pause(Duration duration) throws InterruptedException;
}
