package dev.usher.worker;

import dev.usher.sqs.Queue;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request queue and the queues that its messages go on to.
 *
 * @param replies the default reply queue
 * @param namedReplies what a request's {@code replyTo} may ask for, by the name it uses
 * @param mayPoll asked before every poll; false makes the lane wait
 */
public record Lane(
        Queue requests,
        Queue deadLetters,
        Queue replies,
        Map<String, Queue> namedReplies,
        BooleanSupplier mayPoll) {
    public Lane {
        namedReplies = Map.copyOf(namedReplies);
    }

    /** A lane that may always poll. */
    public Lane(Queue requests, Queue deadLetters, Queue replies, Map<String, Queue> namedReplies) {
        this(requests, deadLetters, replies, namedReplies, () -> true);
    }

    /** All queues that the lane's messages may go on to. */
    Stream<Queue> targets() {
        return Stream.concat(Stream.of(replies, deadLetters), namedReplies.values().stream());
    }

    /** Null if no such queue may be asked for. */
    @Nullable Queue replyQueue(@Nullable String replyTo) {
        return replyTo == null || replyTo.equals(replies.name())
                ? replies
                : namedReplies.get(replyTo);
    }
}
