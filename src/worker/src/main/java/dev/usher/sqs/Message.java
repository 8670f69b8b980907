package dev.usher.sqs;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * A message as SQS delivered it. Its body holds secrets, so {@link #toString()} shows its id only.
 */
public record Message(
        String messageId,
        String receiptHandle,
        String body,
        Map<String, MessageAttributeValue> attributes,
        SystemAttributes system) {
    /**
     * The attributes that SQS gives to a message.
     *
     * @param receiveCount ApproximateReceiveCount
     * @param sentAt SentTimestamp
     * @param groupId MessageGroupId; on a standard queue it names a tenant and orders nothing
     * @param traceHeader AWSTraceHeader
     * @param deadLetterSourceArn DeadLetterQueueSourceArn: the queue from which SQS itself moved
     *     the message to this one
     */
    public record SystemAttributes(
            int receiveCount,
            Instant sentAt,
            @Nullable String groupId,
            @Nullable String traceHeader,
            @Nullable String deadLetterSourceArn) {}

    public Message {
        attributes = Map.copyOf(attributes);
    }

    public Message withAttributes(Map<String, MessageAttributeValue> others) {
        return new Message(messageId, receiptHandle, body, others, system);
    }

    /** The bytes of body and attributes, as SQS counts them. */
    public int bytes() {
        return Outgoing.bytes(body, attributes);
    }

    @Override
    public String toString() {
        return "Message[" + messageId + "]";
    }
}
