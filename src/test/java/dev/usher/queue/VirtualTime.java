package dev.usher.queue;

import dev.usher.flow.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that only the test lets pass; whoever pauses waits for that. */
final class VirtualTime implements InstantSource, Waiter {
    private Instant now = Instant.parse("2026-11-22T20:00:00Z");
    private int waiting;

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void pause(Duration duration) throws InterruptedException {
        Instant end = now.plus(duration);
        waiting++;
        try {
            while (now.isBefore(end)) {
                wait();
            }
        } finally {
            waiting--;
        }
    }

    synchronized int waiting() {
        return waiting;
    }

    synchronized void advance(Duration duration) {
        now = now.plus(duration);
        notifyAll();
    }
}
