package dev.usher.tools.replies;

import dev.usher.sqs.Backoff;
import dev.usher.sqs.BatchRetry;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.InFlightMessage;
import dev.usher.sqs.InFlightMessages;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.QueueException;
import dev.usher.tools.command.CommandRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Waits on a reply queue for one reply, among those of other readers.
 *
 * <p>SQS cannot search for a message: replies to other requests are received with it. They are kept
 * for a moment, so that the next receive brings others, then given back, and left to their readers
 * for longer and longer before the next receive. Only the reply that is waited for is deleted.
 */
public final class ReplySearch {
    /** How long a message is hidden even if this process is killed. */
    static final Duration HIDDEN = Duration.ofSeconds(6);

    /** How long a reply to another request is kept, so that the next receive brings others. */
    static final Duration KEPT = Duration.ofSeconds(2);

    /** How long they are left alone while there is something new among them. */
    static final Duration SHORT_REST = Duration.ofMillis(500);

    /** How long when there is not: the first time, and at most. */
    static final Duration FIRST_REST = Duration.ofSeconds(1);

    static final Duration LONGEST_REST = Duration.ofSeconds(4);

    private static final int MOST_KEPT = 1_000;
    private static final int TRIES = 5;

    /**
     * Short, because a stop waits for its end: a poll that is aborted may still receive messages,
     * which are then not given back.
     */
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Queue queue;
    private final Sought sought;
    private final CommandRuntime runtime;
    private final Backoff backoff;
    private final BatchRetry retry;
    private final InFlightMessages<InFlightMessage> others;
    private final Set<String> seen = new HashSet<>();
    private final List<Message> own = new ArrayList<>();
    private Duration rest = FIRST_REST;

    /**
     * The reply that is waited for.
     *
     * @param requestMessageId SQS's id of the request: another client's request may have the same
     *     {@code id}
     * @param showTokens whether tokens are shown or masked
     */
    public record Sought(String id, String requestMessageId, boolean showTokens) {
        boolean is(ReplyLine reply) {
            return reply.text("/requestMessageId").equals(requestMessageId)
                    && reply.text("/id").equals(id);
        }
    }

    public ReplySearch(Queue queue, Sought sought, CommandRuntime runtime) {
        this.queue = queue;
        this.sought = sought;
        this.runtime = runtime;
        this.backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2), runtime.random());
        this.retry = new BatchRetry(TRIES, backoff, runtime.waiter());
        this.others =
                new InFlightMessages<>(queue, HIDDEN, InFlightMessage::new, runtime.clock(), retry);
    }

    /** Returns when the reply is there, after the timeout, or when it is stopped or interrupted. */
    public AwaitedReply await(Duration timeout) {
        Instant deadline = now().plus(timeout);
        int failures = 0;
        try {
            while (!runtime.stopped().getAsBoolean()) {
                try {
                    Optional<ReplyLine> reply = look(deadline);
                    if (reply.isPresent()) {
                        return new AwaitedReply.Reply(reply.get());
                    }
                    failures = 0;
                } catch (QueueException e) {
                    failures++;
                    if (failures == TRIES || !now().isBefore(deadline)) {
                        return new AwaitedReply.Nothing(String.valueOf(e.getMessage()));
                    }
                    runtime.waiter().pause(backoff.after(failures));
                }
                if (!now().isBefore(deadline)) {
                    return new AwaitedReply.Nothing("");
                }
            }
        } catch (InterruptedException _) {
            // What is in flight still goes back.
        } finally {
            List<Outcome> _ = others.giveBackAll();
        }
        return new AwaitedReply.Stopped();
    }

    /** One receive, and a rest if one is due. */
    private Optional<ReplyLine> look(Instant deadline) throws InterruptedException {
        boolean fresh = false;
        for (Message message : queue.receive(Batcher.MOST, POLL, HIDDEN)) {
            Optional<ReplyLine> reply = ReplyLine.of(message.body(), sought.showTokens());
            if (reply.filter(sought::is).isPresent()) {
                own.add(message);
            } else {
                var _ = others.take(message);
                fresh |= seen.add(message.messageId());
            }
        }
        if (!own.isEmpty()) {
            return ReplyLine.of(own.getFirst().body(), sought.showTokens());
        }
        if (others.size() >= MOST_KEPT || others.oldest().compareTo(KEPT) >= 0) {
            List<Outcome> _ = others.giveBackAll();
            rest(fresh, deadline);
        }
        return Optional.empty();
    }

    /** Shorter while new replies come: what is given back is received again after it. */
    private void rest(boolean fresh, Instant deadline) throws InterruptedException {
        Instant end = now().plus(fresh ? SHORT_REST : rest);
        end = deadline.isBefore(end) ? deadline : end;
        while (now().isBefore(end) && !runtime.stopped().getAsBoolean()) {
            runtime.waiter().pause(least(SHORT_REST, Duration.between(now(), end)));
        }
        rest = fresh ? rest : least(rest.multipliedBy(2), LONGEST_REST);
    }

    /**
     * Deletes the reply that was found, once it has been printed or kept.
     *
     * @return the error code of a delete that failed; empty if none did
     */
    public String take() throws InterruptedException {
        List<String> handles = own.stream().map(Message::receiptHandle).toList();
        List<Outcome> outcomes = retry.run(handles, queue::delete);
        return outcomes.isEmpty() ? "" : outcomes.getLast().code();
    }

    private Instant now() {
        return runtime.clock().instant();
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
