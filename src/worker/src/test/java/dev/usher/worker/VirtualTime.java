package dev.usher.worker;

import dev.usher.runtime.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Time that only the test lets pass; whoever pauses waits for that. */
public final class VirtualTime implements InstantSource, Waiter {
    private Instant now = Instant.parse("2026-11-22T20:00:00Z");
    private final List<Instant> ends = new ArrayList<>();

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void pause(Duration duration) throws InterruptedException {
        Instant end = now.plus(duration);
        ends.add(end);
        try {
            while (now.isBefore(end)) {
                wait();
            }
        } finally {
            ends.remove(end);
        }
    }

    /** How many wait for time to pass; those whose time has come do not count. */
    public synchronized int waiting() {
        return (int) ends.stream().filter(now::isBefore).count();
    }

    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
        notifyAll();
    }
}
