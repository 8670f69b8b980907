package dev.usher.worker;

import java.time.Duration;
import java.util.List;

/**
 * The state of a worker, for the health pages.
 *
 * @param queue its request queue's name
 * @param sincePoll since a poll last succeeded, or since the start before the first
 * @param inFlight messages
 * @param oldest how long the oldest of them has been in flight
 * @param problems why only a new process would help; empty if nothing indicates that
 */
public record WorkerHealth(
        String queue, Duration sincePoll, int inFlight, Duration oldest, List<String> problems) {
    public WorkerHealth {
        problems = List.copyOf(problems);
    }
}
