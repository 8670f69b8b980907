package dev.usher.tools.deadletters;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a scan has received and hides from everybody else until it ends. They are
 * hidden for a short time only, which is extended as long as the scan lives: after a crash they are
 * visible again soon, by themselves.
 */
public final class ScannedMessages {
    /** What a call may take: with less left, a message may come to somebody else meanwhile. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    /** A message that is gone from the queue, as far as we can tell. */
    private static final Hold GONE = new Hold("", Instant.EPOCH);

    private final Queue queue;
    private final WorkerRuntime surroundings;
    private final Duration timeout;
    private final Instant begun;
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();

    private record Hold(String receiptHandle, Instant until) {
        boolean gone() {
            return receiptHandle.isEmpty();
        }
    }

    /**
     * @param timeout how long a message is hidden at a time
     * @param begun when the scan began, to the second
     */
    ScannedMessages(Queue queue, Duration timeout, Instant begun, WorkerRuntime surroundings) {
        this.begun = begun;
        this.queue = queue;
        this.timeout = timeout;
        this.surroundings = surroundings;
    }

    /**
     * Takes note of what was received, and of the newest receipt handle of what came again.
     *
     * @param from just before the receive
     * @return those that never came before
     */
    List<Message> take(List<Message> received, Instant from) {
        List<Message> fresh = new ArrayList<>();
        List<String> undead = new ArrayList<>();
        for (Message message : received) {
            Hold hold = new Hold(message.receiptHandle(), from.plus(timeout));
            Hold before = holds.put(message.messageId(), hold);
            if (before == null) {
                fresh.add(message);
            } else if (before.gone()) {
                // A delete by a handle that was stale answers success and does nothing.
                undead.add(message.receiptHandle());
                gone(message.messageId());
            }
        }
        if (!undead.isEmpty()) {
            List<Outcome> _ = queue.delete(undead);
        }
        return fresh;
    }

    /** Whether the message may have come after the scan began. */
    boolean newcomer(Message message) {
        return !message.system().sentAt().isBefore(begun);
    }

    /** How many different messages have come. */
    int seen() {
        return holds.size();
    }

    /** A handle to delete the message with; null if it may be somebody else's by now. */
    @Nullable String handle(String messageId) {
        Hold hold = holds.get(messageId);
        return hold == null || hold.until().isBefore(soon(MARGIN)) ? null : hold.receiptHandle();
    }

    /** The message was deleted. */
    void gone(String messageId) {
        holds.put(messageId, GONE);
    }

    /** Its time ran out before anything was done: if it comes again, it is new. */
    void forget(String messageId) {
        holds.remove(messageId);
    }

    /** Extends those whose time runs out. */
    void extend() throws InterruptedException {
        // With less than this left; a send and a delete must fit in.
        Instant low = soon(timeout.multipliedBy(3).dividedBy(5));
        Instant now = surroundings.clock().instant();
        List<Map.Entry<String, Hold>> due =
                holds.entrySet().stream()
                        .filter(e -> !e.getValue().gone() && e.getValue().until().isBefore(low))
                        .toList();
        List<Outcome> outcomes =
                ParallelBatches.run(
                        due.stream().map(e -> of(e.getValue(), timeout)).toList(),
                        queue::changeVisibility,
                        surroundings.waiter());
        for (int i = 0; i < due.size(); i++) {
            Hold before = due.get(i).getValue();
            if (outcomes.get(i) instanceof Outcome.Done) {
                Hold extended = new Hold(before.receiptHandle(), now.plus(timeout));
                // Not if it was deleted, or came again, meanwhile.
                boolean _ = holds.replace(due.get(i).getKey(), before, extended);
            }
        }
    }

    /**
     * Gives all back.
     *
     * @return how many could not be, and stay hidden until their time is over
     */
    int release() throws InterruptedException {
        List<Visibility> all =
                holds.values().stream()
                        .filter(hold -> !hold.gone())
                        .map(hold -> of(hold, Duration.ZERO))
                        .toList();
        // Refused are those that are not hidden any more.
        return (int)
                ParallelBatches.run(all, queue::changeVisibility, surroundings.waiter()).stream()
                        .filter(o ->
                                o instanceof Outcome.Retryable || o instanceof Outcome.Unavailable)
                        .count();
    }

    private Instant soon(Duration duration) {
        return surroundings.clock().instant().plus(duration);
    }

    private static Visibility of(Hold hold, Duration timeout) {
        return new Visibility(hold.receiptHandle(), timeout);
    }
}
