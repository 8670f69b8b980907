package dev.usher.tools.replies;

import dev.usher.sqs.Backoff;
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
 * <p>SQS can't look for a message: what is not ours is received with it. It is held for a moment,
 * so that the next receive brings something else, then given back, and left to its readers for
 * longer and longer before the next look. Nothing but our own reply is ever deleted.
 */
public final class ReplySearch {
    /** How long a message is hidden even if this process dies. */
    static final Duration LEASE = Duration.ofSeconds(6);

    /** How long what is not ours is held. */
    static final Duration HOLD = Duration.ofSeconds(2);

    /** How long they are left alone while there is something new among them. */
    static final Duration SHORT_REST = Duration.ofMillis(500);

    /** How long when there is not: the first time, and at most. */
    static final Duration FIRST_REST = Duration.ofSeconds(1);

    static final Duration LONGEST_REST = Duration.ofSeconds(4);

    private static final int MOST_HELD = 1_000;
    private static final int BATCH = 10;
    private static final int TRIES = 5;

    /**
     * Short, since whoever stops it must wait for its end: a poll that is aborted may still take
     * messages, and then nobody gives them back.
     */
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Queue queue;
    private final Sought sought;
    private final CommandRuntime surroundings;
    private final Backoff backoff;
    private final Set<String> seen = new HashSet<>();
    private final List<Message> held = new ArrayList<>();
    private final List<Message> own = new ArrayList<>();
    private Instant heldSince = Instant.EPOCH;
    private Duration rest = FIRST_REST;

    /**
     * The reply that is waited for.
     *
     * @param requestMessageId what SQS said when the request was sent: an id alone may be somebody
     *     else's too
     * @param showTokens whether they are told, or masked
     */
    public record Sought(String id, String requestMessageId, boolean showTokens) {
        boolean is(ReplyLine reply) {
            return reply.text("/requestMessageId").equals(requestMessageId)
                    && reply.text("/id").equals(id);
        }
    }

    public ReplySearch(Queue queue, Sought sought, CommandRuntime surroundings) {
        this.queue = queue;
        this.sought = sought;
        this.surroundings = surroundings;
        this.backoff =
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2), surroundings.random());
    }

    /** Returns once the reply is there, the time is over, or somebody stops or interrupts it. */
    public AwaitedReply await(Duration timeout) {
        Instant deadline = now().plus(timeout);
        int failures = 0;
        try {
            while (!surroundings.stopped().getAsBoolean()) {
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
                    surroundings.waiter().pause(backoff.after(failures));
                }
                if (!now().isBefore(deadline)) {
                    return new AwaitedReply.Nothing("");
                }
            }
        } catch (InterruptedException _) {
            // What it holds still goes back.
        } finally {
            giveBack();
        }
        return new AwaitedReply.Stopped();
    }

    /** One receive, and a rest where it is time for one. */
    private Optional<ReplyLine> look(Instant deadline) throws InterruptedException {
        boolean fresh = false;
        for (Message message : queue.receive(BATCH, POLL, LEASE)) {
            Optional<ReplyLine> reply = ReplyLine.of(message.body(), sought.showTokens());
            if (reply.filter(sought::is).isPresent()) {
                own.add(message);
            } else {
                hold(message);
                fresh |= seen.add(message.messageId());
            }
        }
        if (!own.isEmpty()) {
            return ReplyLine.of(own.getFirst().body(), sought.showTokens());
        }
        if (!held.isEmpty() && (held.size() >= MOST_HELD || !now().isBefore(giveBackAt()))) {
            giveBack();
            rest(fresh, deadline);
        }
        return Optional.empty();
    }

    /** A reply behind many others is soon found: what is given back comes again after the rest. */
    private void rest(boolean fresh, Instant deadline) throws InterruptedException {
        Instant end = now().plus(fresh ? SHORT_REST : rest);
        end = deadline.isBefore(end) ? deadline : end;
        while (now().isBefore(end) && !surroundings.stopped().getAsBoolean()) {
            surroundings.waiter().pause(least(SHORT_REST, Duration.between(now(), end)));
        }
        rest = fresh ? rest : least(rest.multipliedBy(2), LONGEST_REST);
    }

    private void hold(Message message) {
        if (held.isEmpty()) {
            heldSince = now();
        }
        held.add(message);
    }

    private Instant giveBackAt() {
        return heldSince.plus(HOLD);
    }

    /** Those that can't be given back come back by themselves when the lease is over. */
    private void giveBack() {
        // A handle whose lease is over may hide what somebody else has in hand by now.
        if (now().isBefore(heldSince.plus(LEASE))) {
            for (int from = 0; from < held.size(); from += BATCH) {
                var _ =
                        queue.changeVisibility(
                                held.subList(from, Math.min(from + BATCH, held.size())).stream()
                                        .map(Message::receiptHandle)
                                        .map(handle -> new Queue.Visibility(handle, Duration.ZERO))
                                        .toList());
            }
        }
        held.clear();
    }

    /**
     * Deletes the reply that was found, once it has been printed or kept.
     *
     * @return what hindered it; empty if nothing did
     */
    public String take() throws InterruptedException {
        String hindrance = "";
        for (Message message : own) {
            hindrance = delete(message);
        }
        return hindrance;
    }

    private String delete(Message message) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            switch (queue.delete(List.of(message.receiptHandle())).getFirst()) {
                case Outcome.Done done -> {
                    return "";
                }
                case Outcome.Refused(String code) -> {
                    return code;
                }
                case Outcome.Unavailable(String code) -> {
                    return code;
                }
                case Outcome.Retryable(String code) -> {
                    if (tries == TRIES) {
                        return code;
                    }
                }
            }
            surroundings.waiter().pause(backoff.after(tries));
        }
    }

    private Instant now() {
        return surroundings.clock().instant();
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
