package dev.usher.flow;

import dev.usher.message.Failure;
import dev.usher.message.Result;
import java.time.Duration;

/** What is to become of a delivered message. */
public sealed interface HandlerResult {
    /** Final: the reply goes out, then the message is deleted. */
    record Answered(Result result, boolean duplicate, int attempts) implements HandlerResult {}

    /** Back to the queue for a while through no fault of the request; no attempt is counted. */
    record Postponed(Duration delay, String reason) implements HandlerResult {}

    /**
     * A transient fault ended the attempt: back to the queue with exponential back-off by {@code
     * attempts}.
     */
    record Faulted(int attempts, String reason) implements HandlerResult {}

    /**
     * The message goes to the dead-letter queue with {@code reason}, then a reply with {@code
     * answer} goes out, then the message is deleted.
     */
    record DeadLettered(Failure reason, Failure answer, int attempts) implements HandlerResult {}

    /**
     * A fault of the operator's or an outage: back to the queue, no attempt is counted, and polling
     * is paused until it is over.
     *
     * @param passes whether it ends without the operator, so that a probe every few seconds is
     *     worth it
     */
    record Held(String fault, boolean passes) implements HandlerResult {}
}
