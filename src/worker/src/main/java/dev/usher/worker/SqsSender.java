package dev.usher.worker;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys.Purpose;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Outgoing.Order;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Sends replies and dead letters in batches, in order where the queue is FIFO. */
final class SqsSender {
    private final String source;
    private final KeyRing keys;
    private final IntSupplier working;
    private final WorkerRuntime runtime;
    private final Map<String, Batcher<Outgoing>> batchers = new ConcurrentHashMap<>();

    SqsSender(String source, KeyRing keys, IntSupplier working, WorkerRuntime runtime) {
        this.source = source;
        this.keys = keys;
        this.working = working;
        this.runtime = runtime;
    }

    /** What distinguishes the messages that are sent for one request. */
    record Deduplication(String purpose, String status, String code) {}

    Outcome send(
            Queue queue,
            ReceivedRequest request,
            Deduplication deduplication,
            String body,
            Map<String, MessageAttributeValue> attributes) {
        Message message = request.message();
        Order order = queue.fifo() ? order(request, deduplication) : null;
        Outgoing outgoing = new Outgoing(body, attributes, message.system().traceHeader(), order);
        return batchers.computeIfAbsent(
                        queue.url(),
                        url -> new Batcher<>(queue::send, Outgoing::bytes, working, runtime))
                .submit(outgoing);
    }

    /**
     * Deduplication outlives a delete by five minutes: the id must differ between messages of
     * different content, and be the same when a message is sent again after a crash.
     */
    private Order order(ReceivedRequest request, Deduplication deduplication) {
        String messageId = request.message().messageId();
        return new Order(
                group(request.username(), messageId),
                Order.hash(
                        source,
                        messageId,
                        deduplication.purpose(),
                        deduplication.status(),
                        deduplication.code()));
    }

    private String group(@Nullable String username, String messageId) {
        byte[] hash =
                keys.current().hmac(Purpose.USERNAME_HASH, username == null ? messageId : username);
        return HexFormat.of().formatHex(hash);
    }
}
