package dev.usher.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.usher.message.Masking;
import dev.usher.queue.Message;
import dev.usher.queue.Outgoing.Order;
import dev.usher.queue.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Messages without their secrets. */
final class Masked {
    private static final JsonMapper JSON = new JsonMapper();

    /** Too short to try passwords against, long enough to tell two bodies apart. */
    private static final int HASH = 8;

    private Masked() {}

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
        if (name.equals(Stamp.NAME)) {
            return text(stamp(value.stringValue() == null ? "" : value.stringValue()));
        }
        return Masking.secret(name) ? text(Masking.MASK) : value;
    }

    /** It holds attributes of the sender's, where there was no room for them beside it. */
    private static String stamp(String value) {
        try {
            return Masking.masked(JSON.readTree(value)).toString();
        } catch (JsonProcessingException _) {
            return Masking.MASK;
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }

    private static String outline(String body) {
        return "(no JSON object: %d bytes, hash %s)"
                .formatted(
                        body.getBytes(StandardCharsets.UTF_8).length,
                        Order.hash(body).substring(0, HASH));
    }
}
