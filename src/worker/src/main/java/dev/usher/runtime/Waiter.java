package dev.usher.runtime;

import java.time.Duration;

/** How time is let pass; handed in, so that a test can drive it. */
@FunctionalInterface
public interface Waiter {
    void pause(Duration duration) throws InterruptedException;
}
