package dev.usher.tools.enqueue;

import dev.usher.sqs.Backoff;
import dev.usher.sqs.BatchRetry;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.command.CommandRuntime;
import dev.usher.tools.files.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends one request, and returns the message id that its reply will name. */
public final class SingleSender {
    private static final int TRIES = 6;

    private final Queue queue;
    private final CommandRuntime runtime;
    private final BatchRetry retry;

    public SingleSender(Queue queue, CommandRuntime runtime) {
        this.queue = queue;
        this.runtime = runtime;
        this.retry =
                new BatchRetry(
                        TRIES,
                        new Backoff(
                                Duration.ofMillis(200), Duration.ofSeconds(5), runtime.random()),
                        runtime.waiter());
    }

    /**
     * Returns the message id.
     *
     * @param username decides the message group on a FIFO queue
     * @throws CommandException if SQS does not take it
     */
    public String send(String id, String username, String body) throws InterruptedException {
        Outgoing message = new Outgoing(body, Map.of(), null, order(id, username));
        return switch (retry.run(List.of(message), queue::send).getFirst()) {
            case Outcome.Done(String messageId) -> {
                if (messageId == null) {
                    throw CommandException.failed("SQS took the request and gave it no message id");
                }
                yield messageId;
            }
            case Outcome.Refused(String code) ->
                    throw CommandException.failed("SQS refuses the request: " + code);
            case Outcome.Unavailable unavailable ->
                    throw BatchSender.unavailable(queue, unavailable);
            case Outcome.Retryable(String code) ->
                    throw CommandException.failed(
                            "the queue %s took nothing in %d tries: %s; send it again with the same id"
                                    .formatted(queue.name(), TRIES, code));
        };
    }

    /**
     * The same for all tries, and never that of another call: what is sent again on purpose is to
     * be answered again.
     */
    private Outgoing.@Nullable Order order(String id, String username) {
        if (!queue.fifo()) {
            return null;
        }
        String nonce = Long.toHexString(runtime.random().nextLong());
        return new Outgoing.Order(
                Digest.of(username).hex(), Digest.of("send", nonce, id, username).hex());
    }
}
