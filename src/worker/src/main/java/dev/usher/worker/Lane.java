package dev.usher.worker;

import dev.usher.sqs.Queue;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request queue, and the queues that its replies and dead letters go to.
 *
 * @param replies the default reply queue
 * @param namedReplies the reply queues that {@code replyTo} may name, by that name
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

    /** All queues that the lane sends to. */
    Stream<Queue> targets() {
        return Stream.concat(Stream.of(replies, deadLetters), namedReplies.values().stream());
    }

    /** Null if {@code replyTo} may not name it. */
    @Nullable Queue replyQueue(@Nullable String replyTo) {
        return replyTo == null || replyTo.equals(replies.name())
                ? replies
                : namedReplies.get(replyTo);
    }
}
