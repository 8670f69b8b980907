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
 * What the loop is about and since when, so that one that has got stuck is told from one that waits
 * on purpose. A poll that fails is nothing of either: the loop comes around.
 */
final class LoopActivity {
    /**
     * An interval of {@link PollingBreaker}, and every probe with all its retries. The same for a
     * beat of the heart, which may have many batches to extend while SQS answers none.
     */
    static final Duration LONGEST_CHECK = Duration.ofMinutes(10);

    /** The SDK tries a poll three times, and waits longer for each than the long poll takes. */
    private static final int TRIES = 3;

    private static final Duration BEYOND_POLLS = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Duration longestPoll;
    private volatile Moment moment;
    private volatile Instant polled;
    private volatile Instant beaten;
    private volatile @Nullable Instant failing;

    /** Where the loop can be. */
    enum Step {
        /**
         * Not started yet, between two turns, or put off for a moment because the lane may wait.
         */
        REST,
        /** Waits for permits, which takes as long as the work in hand does. */
        PERMITS,
        POLL,
        /** Waits for the end of a hold, and probes. */
        HOLD,
        /** Waits for the messages that went first after a hold. */
        FIRST
    }

    private record Moment(Step step, Instant since) {}

    LoopActivity(InstantSource clock, Duration pollWait) {
        this.clock = clock;
        this.longestPoll = pollWait.plus(Queues.BEYOND_POLL).multipliedBy(TRIES).plus(BEYOND_POLLS);
        Instant now = clock.instant();
        this.moment = new Moment(Step.REST, now);
        this.polled = now;
        this.beaten = now;
    }

    /** From here on everything counts. */
    void start() {
        enter(Step.REST);
        polled();
        beat();
    }

    void enter(Step step) {
        moment = new Moment(step, clock.instant());
    }

    /** A poll came back well, with messages or without. */
    void polled() {
        polled = clock.instant();
    }

    /** The loop has come around. */
    void turned() {
        failing = null;
        enter(Step.REST);
    }

    /** A turn ended in a bug. */
    void failed() {
        if (failing == null) {
            failing = clock.instant();
        }
    }

    /** The heartbeat has come around. */
    void beat() {
        beaten = clock.instant();
    }

    /** Since a poll last came back well, or since the start before the first. */
    Duration sincePoll() {
        return since(polled);
    }

    /**
     * Why only a new process would help; empty while nothing says so.
     *
     * @param leaked whether permits are gone that nobody has
     */
    List<String> problems(BooleanSupplier leaked) {
        List<String> problems = new ArrayList<>();
        Moment now = moment;
        Duration stay = since(now.since());
        boolean stuck =
                switch (now.step()) {
                    case REST, POLL -> exceeds(stay, longestPoll);
                    case HOLD -> exceeds(stay, LONGEST_CHECK);
                    case PERMITS -> exceeds(stay, longestPoll) && leaked.getAsBoolean();
                    case FIRST -> false;
                };
        if (stuck) {
            problems.add(
                    "the poll loop has not come around for %d s; it stands at %s"
                            .formatted(stay.toSeconds(), now.step()));
        }
        Instant bugs = failing;
        if (bugs != null && exceeds(since(bugs), longestPoll)) {
            problems.add(
                    "every turn of the poll loop has failed for %d s; the log says why"
                            .formatted(since(bugs).toSeconds()));
        }
        if (exceeds(since(beaten), LONGEST_CHECK)) {
            problems.add(
                    "the heartbeat has not come around for %d s"
                            .formatted(since(beaten).toSeconds()));
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
