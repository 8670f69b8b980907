package dev.usher.worker;

import java.time.Duration;
import java.util.List;

/**
 * How a worker is, for the health pages.
 *
 * @param queue its request queue's name
 * @param sincePoll since a poll last came back well, or since the start before the first
 * @param inHand messages
 * @param oldest how long the one has been in hand that has been longest
 * @param problems why only a new process would help; empty while nothing says so
 */
public record WorkerHealth(
        String queue, Duration sincePoll, int inHand, Duration oldest, List<String> problems) {
    public WorkerHealth {
        problems = List.copyOf(problems);
    }
}
