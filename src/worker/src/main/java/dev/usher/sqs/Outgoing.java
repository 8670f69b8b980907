package dev.usher.sqs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * A message to be sent. Its body holds tokens, so {@link #toString()} masks it.
 *
 * @param traceHeader the AWSTraceHeader system attribute; it does not count in the size
 * @param order what a FIFO queue needs; null for a standard one, unless its messages have tenants
 */
public record Outgoing(
        String body,
        Map<String, MessageAttributeValue> attributes,
        @Nullable String traceHeader,
        @Nullable Order order) {
    /**
     * <a
     * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">SQS
     * message metadata</a>
     */
    public static final int MOST_ATTRIBUTES = 10;

    /**
     * MessageGroupId and MessageDeduplicationId.
     *
     * @param deduplicationId null on a standard queue, which accepts a group only
     */
    public record Order(String groupId, @Nullable String deduplicationId) {
        /** Hex SHA-256 of the parts, each with its length before it: fits both ids. */
        public static String hash(String... parts) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (String part : parts) {
                    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                    digest.update(bytes);
                }
                return HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    public Outgoing {
        attributes = Map.copyOf(attributes);
    }

    /** The bytes of body and attributes, as SQS counts them. */
    public int bytes() {
        return bytes(body, attributes);
    }

    /**
     * Names, types and values of the attributes count beside the body. <a
     * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">SQS
     * message metadata</a>
     */
    public static int bytes(String body, Map<String, MessageAttributeValue> attributes) {
        int bytes = utf8(body);
        for (Map.Entry<String, MessageAttributeValue> entry : attributes.entrySet()) {
            MessageAttributeValue value = entry.getValue();
            bytes += utf8(entry.getKey()) + utf8(value.dataType());
            bytes += value.stringValue() == null ? 0 : utf8(value.stringValue());
            bytes += value.binaryValue() == null ? 0 : value.binaryValue().asByteArray().length;
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "Outgoing[***]";
    }

    private static int utf8(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
