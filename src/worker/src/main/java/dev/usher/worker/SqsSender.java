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

/** Sends messages on, in batches, and orders them where the queue is FIFO. */
final class SqsSender {
    private final String source;
    private final KeyRing keys;
    private final IntSupplier working;
    private final WorkerRuntime surroundings;
    private final Map<String, Batcher<Outgoing>> batchers = new ConcurrentHashMap<>();

    SqsSender(String source, KeyRing keys, IntSupplier working, WorkerRuntime surroundings) {
        this.source = source;
        this.keys = keys;
        this.working = working;
        this.surroundings = surroundings;
    }

    /** What a message is sent for: the parts of its deduplication id. */
    record Purport(String purpose, String status, String code) {}

    Outcome send(
            Queue queue,
            ReceivedRequest receivedRequest,
            Purport purport,
            String body,
            Map<String, MessageAttributeValue> attributes) {
        Message message = receivedRequest.message();
        Order order = queue.fifo() ? order(receivedRequest, purport) : null;
        Outgoing outgoing = new Outgoing(body, attributes, message.system().traceHeader(), order);
        return batchers.computeIfAbsent(
                        queue.url(),
                        url -> new Batcher<>(queue::send, Outgoing::bytes, working, surroundings))
                .submit(outgoing);
    }

    /**
     * Deduplication outlives a delete by five minutes, so the id must differ for every message that
     * says something else, and must not differ when a crash makes us say the same again.
     */
    private Order order(ReceivedRequest receivedRequest, Purport purport) {
        String messageId = receivedRequest.message().messageId();
        return new Order(
                group(receivedRequest.username(), messageId),
                Order.hash(source, messageId, purport.purpose(), purport.status(), purport.code()));
    }

    private String group(@Nullable String username, String messageId) {
        byte[] hash =
                keys.current().hmac(Purpose.USERNAME_HASH, username == null ? messageId : username);
        return HexFormat.of().formatHex(hash);
    }
}
