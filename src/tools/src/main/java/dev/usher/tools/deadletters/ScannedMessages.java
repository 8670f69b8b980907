package dev.usher.tools.deadletters;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Backoff;
import dev.usher.sqs.BatchRetry;
import dev.usher.sqs.InFlightMessage;
import dev.usher.sqs.InFlightMessages;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a scan has received and hides from others until it ends. They are hidden for a
 * short time only, which is extended while the scan runs: after a crash they are visible again
 * soon.
 */
public final class ScannedMessages {
    /** What a call may take: with less left, another client may receive the message meanwhile. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    private static final int TRIES = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Queue queue;
    private final Instant begun;
    private final BatchRetry retry;
    private final InFlightMessages<InFlightMessage> inFlight;
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    /**
     * @param timeout how long a message is hidden at a time
     * @param begun when the scan began, to the second
     */
    ScannedMessages(Queue queue, Duration timeout, Instant begun, WorkerRuntime runtime) {
        this.queue = queue;
        this.begun = begun;
        this.retry =
                new BatchRetry(
                        TRIES,
                        new Backoff(FIRST_PAUSE, LONGEST_PAUSE, runtime.random()),
                        runtime.waiter());
        this.inFlight =
                new InFlightMessages<>(
                        queue, timeout, InFlightMessage::new, runtime.clock(), retry);
    }

    /**
     * Takes what was received, and the newest receipt handle of what was received before.
     *
     * @param age how long the receive took: the messages may have been hidden since it began
     * @return the messages that were not received before
     */
    List<Message> take(List<Message> received, Duration age) {
        List<Message> fresh = new ArrayList<>();
        List<String> undeleted = new ArrayList<>();
        for (Message message : received) {
            boolean first = inFlight.take(message, age) != null;
            if (deleted.contains(message.messageId())) {
                // A delete by a stale handle answers success and does nothing.
                undeleted.add(message.receiptHandle());
                forget(message.messageId());
            } else if (first) {
                fresh.add(message);
            }
        }
        if (!undeleted.isEmpty()) {
            List<Outcome> _ = queue.delete(undeleted);
        }
        return fresh;
    }

    /** Whether the message may have come after the scan began. */
    boolean newcomer(Message message) {
        return !message.system().sentAt().isBefore(begun);
    }

    /** How many different messages were received. */
    int seen() {
        return inFlight.size() + deleted.size();
    }

    /** A handle to delete the message with; null if another client may have received it by now. */
    @Nullable String handle(String messageId) {
        InFlightMessage message = inFlight.find(messageId);
        return message == null || !message.heldFor(MARGIN) ? null : message.receiptHandle();
    }

    /** The message was deleted. */
    void deleted(String messageId) {
        deleted.add(messageId);
        forget(messageId);
    }

    /** Its time ran out before anything was done: if it is received again, it is new. */
    void forget(String messageId) {
        InFlightMessage message = inFlight.find(messageId);
        if (message != null) {
            inFlight.forget(message);
        }
    }

    /** One outcome per entry of a batch operation, after some tries. */
    <E> List<Outcome> retry(List<E> entries, Function<List<E>, List<Outcome>> operation)
            throws InterruptedException {
        return retry.run(entries, operation);
    }

    /** Extends those whose time runs out. */
    void extend() throws InterruptedException {
        inFlight.extend();
    }

    /**
     * Gives all back.
     *
     * @return how many could not be, and stay hidden until their time is over
     */
    int release() {
        // Refused are those that are not hidden any more.
        return (int)
                inFlight.giveBackAll().stream()
                        .filter(o ->
                                o instanceof Outcome.Retryable || o instanceof Outcome.Unavailable)
                        .count();
    }
}
