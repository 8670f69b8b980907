package dev.usher.worker;

import dev.usher.sqs.Queues;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the poll loop is doing and since when, to distinguish a stuck loop from one that waits on
 * purpose. A poll that fails is neither: the loop continues.
 */
final class LoopActivity {
    /**
     * An interval of {@link PollingBreaker}, and every probe with all its retries. The same for one
     * heartbeat, which may have many batches to extend while SQS answers none.
     */
    static final Duration LONGEST_CHECK = Duration.ofMinutes(10);

    /** The SDK tries a poll three times, and waits longer for each than the long poll takes. */
    private static final int TRIES = 3;

    private static final Duration BEYOND_POLLS = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Duration longestPoll;
    private volatile Activity activity;
    private volatile Instant lastPoll;
    private volatile Instant lastBeat;
    private volatile @Nullable Instant failingSince;

    /** Where the loop can be. */
    enum Step {
        /** Not started yet, between two iterations, or waiting briefly for the other lane. */
        REST,
        /** Waits for permits, which takes as long as the work in progress does. */
        PERMITS,
        POLL,
        /** Waits for the end of a fault, and probes. */
        PAUSED,
        /** Waits for the messages that went first after a fault. */
        FIRST
    }

    private record Activity(Step step, Instant since) {}

    LoopActivity(InstantSource clock, Duration pollWait) {
        this.clock = clock;
        this.longestPoll = pollWait.plus(Queues.BEYOND_POLL).multipliedBy(TRIES).plus(BEYOND_POLLS);
        Instant now = clock.instant();
        this.activity = new Activity(Step.REST, now);
        this.lastPoll = now;
        this.lastBeat = now;
    }

    /** The worker starts: all times count from now. */
    void start() {
        enter(Step.REST);
        polled();
        beat();
    }

    void enter(Step step) {
        activity = new Activity(step, clock.instant());
    }

    /** A poll succeeded, with messages or without. */
    void polled() {
        lastPoll = clock.instant();
    }

    /** An iteration has ended. */
    void iterated() {
        failingSince = null;
        enter(Step.REST);
    }

    /** An iteration ended in a bug. */
    void failed() {
        if (failingSince == null) {
            failingSince = clock.instant();
        }
    }

    /** A heartbeat has ended. */
    void beat() {
        lastBeat = clock.instant();
    }

    /** Since a poll last succeeded, or since the start before the first. */
    Duration sincePoll() {
        return since(lastPoll);
    }

    /**
     * Why only a new process would help; empty if nothing indicates that.
     *
     * @param leaked whether permits are missing that no thread has
     */
    List<String> problems(BooleanSupplier leaked) {
        List<String> problems = new ArrayList<>();
        Activity now = activity;
        Duration stay = since(now.since());
        boolean stuck =
                switch (now.step()) {
                    case REST, POLL -> exceeds(stay, longestPoll);
                    case PAUSED -> exceeds(stay, LONGEST_CHECK);
                    case PERMITS -> exceeds(stay, longestPoll) && leaked.getAsBoolean();
                    case FIRST -> false;
                };
        if (stuck) {
            problems.add(
                    "the poll loop has made no progress for %d s; it is at %s"
                            .formatted(stay.toSeconds(), now.step()));
        }
        Instant bugs = failingSince;
        if (bugs != null && exceeds(since(bugs), longestPoll)) {
            problems.add(
                    "every iteration of the poll loop has failed for %d s; the log says why"
                            .formatted(since(bugs).toSeconds()));
        }
        if (exceeds(since(lastBeat), LONGEST_CHECK)) {
            problems.add(
                    "the heartbeat has made no progress for %d s"
                            .formatted(since(lastBeat).toSeconds()));
        }
        return problems;
    }

    private Duration since(Instant moment) {
        Duration since = Duration.between(moment, clock.instant());
        return since.isNegative() ? Duration.ZERO : since;
    }

    private static boolean exceeds(Duration duration, Duration limit) {
        return duration.compareTo(limit) > 0;
    }
}
