package dev.usher.tools.deadletters;

import dev.usher.message.Masking;
import dev.usher.sqs.Message;
import dev.usher.worker.DeadLetterReason;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A dead letter as JSON, without secrets. */
public final class DeadLetterJson {
    private static final JsonMapper JSON = new JsonMapper();

    private DeadLetterJson() {}

    /** What a list shows. */
    public static ObjectNode of(DeadLetter letter) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", letter.sender().id());
        json.put("type", letter.sender().type());
        json.put("username", letter.sender().username());
        json.put("code", letter.death().code());
        json.put("reason", letter.death().reason());
        json.put("trust", letter.trust().name().toLowerCase(Locale.ROOT));
        json.put("attempts", letter.death().count().attempts());
        json.put("replays", letter.death().count().replays());
        json.put("queue", letter.death().queue());
        json.put("failedAt", text(letter.death().times().failedAt()));
        json.put("firstSentAt", letter.death().times().firstSentAt().toString());
        json.put("messageId", letter.messageId());
        return json;
    }

    /** All of it, with masked attributes and body. */
    public static ObjectNode of(DeadLetter letter, Message message, DeadLetterReader reader) {
        ObjectNode json = of(letter);
        json.put("sentAt", message.system().sentAt().toString());
        json.put("receiveCount", message.system().receiveCount());
        if (message.system().groupId() != null) {
            json.put("messageGroupId", message.system().groupId());
        }
        if (message.system().traceHeader() != null) {
            json.put("traceHeader", message.system().traceHeader());
        }
        Map<String, MessageAttributeValue> attributes = new TreeMap<>(message.attributes());
        attributes.remove(DeadLetterReason.NAME);
        DeadLetterReason reason = reader.reason(message).reason();
        if (reason != null && reason.attributes() != null) {
            attributes.putAll(reason.attributes());
        }
        ObjectNode shown = json.putObject("attributes");
        attributes.forEach(
                (name, value) -> shown.put(name, text(MaskedMessages.attribute(name, value))));
        json.set("body", MaskedMessages.body(message.body()));
        return json;
    }

    private static String text(MessageAttributeValue value) {
        return Masking.MASK.equals(value.stringValue())
                ? "%s (%s)".formatted(Masking.MASK, value.dataType())
                : value.stringValue();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
