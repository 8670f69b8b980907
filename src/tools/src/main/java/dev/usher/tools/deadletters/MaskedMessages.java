package dev.usher.tools.deadletters;

import dev.usher.message.Masking;
import dev.usher.sqs.Message;
import dev.usher.worker.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Masks the secrets in messages. */
final class MaskedMessages {
    private static final JsonMapper JSON = new JsonMapper();

    /** Attributes that the worker reads or writes. Others may hold secrets. */
    private static final Set<String> SHOWN =
            Set.of("id", "type", "status", "code", "traceparent", "AWSTraceHeader");

    /** Members of the worker's own attribute. */
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
                body.isString() ? body.stringValue(null) : body.toString(),
                attributes,
                message.system());
    }

    /** The masked object, or a text with the size of what is no object. */
    static JsonNode body(String body) {
        return Masking.request(body)
                .<JsonNode>map(members -> members)
                .orElseGet(() -> StringNode.valueOf(outline(body)));
    }

    static MessageAttributeValue attribute(String name, MessageAttributeValue value) {
        if (name.equals(DeadLetterReason.NAME)) {
            return text(reason(value.stringValue() == null ? "" : value.stringValue()));
        }
        return SHOWN.contains(name) && value.stringValue() != null
                ? value
                : MessageAttributeValue.builder()
                        .dataType(value.dataType())
                        .stringValue(Masking.MASK)
                        .build();
    }

    /** It may contain attributes of the sender, if the message had no room for them. */
    private static String reason(String value) {
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
        } catch (JacksonException _) {
            return Masking.MASK;
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }

    private static String outline(String body) {
        // A hash or the exact length of a short body would help to guess it.
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        return "(no JSON object: up to %d KiB)".formatted(Math.ceilDiv(bytes, 1024));
    }
}
