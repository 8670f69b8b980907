package dev.usher.tools.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.usher.message.Masking;
import dev.usher.sqs.Message;
import dev.usher.worker.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Messages without their secrets. */
final class MaskedMessages {
    private static final JsonMapper JSON = new JsonMapper();

    /** Message attributes that the worker reads or writes. What others hold nobody knows. */
    private static final Set<String> SHOWN =
            Set.of("id", "type", "status", "code", "traceparent", "AWSTraceHeader");

    /** Of the worker's own attribute. */
    private static final List<String> MEMBERS =
            List.of(
                    "code",
                    "message",
                    "attempts",
                    "replays",
                    "queue",
                    "messageId",
                    "firstSentAt",
                    "failedAt",
                    "attributes",
                    "mac");

    private MaskedMessages() {}

    static Message message(Message message) {
        JsonNode body = body(message.body());
        Map<String, MessageAttributeValue> attributes = new TreeMap<>();
        message.attributes().forEach((name, value) -> attributes.put(name, attribute(name, value)));
        return new Message(
                message.messageId(),
                message.receiptHandle(),
                body.isTextual() ? body.textValue() : body.toString(),
                attributes,
                message.system());
    }

    /** An object, or a text that tells of what is none. */
    static JsonNode body(String body) {
        return Masking.request(body)
                .<JsonNode>map(members -> members)
                .orElseGet(() -> TextNode.valueOf(outline(body)));
    }

    static MessageAttributeValue attribute(String name, MessageAttributeValue value) {
        if (name.equals(DeadLetterReason.NAME)) {
            return text(stamp(value.stringValue() == null ? "" : value.stringValue()));
        }
        return SHOWN.contains(name) && value.stringValue() != null
                ? value
                : MessageAttributeValue.builder()
                        .dataType(value.dataType())
                        .stringValue(Masking.MASK)
                        .build();
    }

    /** It holds attributes of the sender's, where there was no room for them beside it. */
    private static String stamp(String value) {
        try {
            if (DeadLetterReason.unverified(value) == null
                    || !(JSON.readTree(value) instanceof ObjectNode json)) {
                return Masking.MASK;
            }
            json.retain(MEMBERS);
            json.path("attributes")
                    .properties()
                    .forEach(inside -> {
                        if (!SHOWN.contains(inside.getKey())
                                && inside.getValue() instanceof ObjectNode attribute) {
                            attribute.retain("type");
                            attribute.put("string", Masking.MASK);
                        }
                    });
            return json.toString();
        } catch (JsonProcessingException _) {
            return Masking.MASK;
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }

    private static String outline(String body) {
        // No more of it: of a short one a hash, and even the length, would help to guess it.
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        return "(no JSON object: up to %d KiB)".formatted(Math.ceilDiv(bytes, 1024));
    }
}
