package dev.usher.cognito;

import java.time.Duration;

/** Lets time pass; handed in, so that tests need not wait. */
@FunctionalInterface
public interface Waiter {
    /**
     * @throws InterruptedException if the thread is told to stop meanwhile
     */
    void await(Duration duration) throws InterruptedException;
}
