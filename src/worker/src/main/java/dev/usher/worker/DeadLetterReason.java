package dev.usher.worker;

import dev.usher.secrets.Keys;
import dev.usher.secrets.Keys.Purpose;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code usher} attribute of a dead letter: why it is one, and what a replay needs. Its {@code
 * mac} covers all members and the body, so that it is valid for no other message.
 *
 * @param replays how often the request came back from the dead-letter queue before
 * @param attributes the request's own, where they did not fit beside this one; else null
 */
public record DeadLetterReason(
        Reason reason,
        int replays,
        Source source,
        Instant failedAt,
        @Nullable Map<String, MessageAttributeValue> attributes) {
    /** The attribute's name. */
    public static final String NAME = "usher";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    /** Why the request was dead-lettered. */
    public record Reason(String code, String message, int attempts) {}

    /** Where it came from. */
    public record Source(String queue, String messageId, Instant firstSentAt) {}

    /** The attribute's value. */
    public String write(Keys keys, String body) {
        ObjectNode json = JSON.createObjectNode();
        json.put("code", reason.code());
        json.put("message", reason.message());
        json.put("attempts", reason.attempts());
        json.put("replays", replays);
        json.put("queue", source.queue());
        json.put("messageId", source.messageId());
        json.put("firstSentAt", source.firstSentAt().toString());
        json.put("failedAt", failedAt.toString());
        if (attributes != null) {
            ObjectNode inside = json.putObject("attributes");
            attributes.forEach((name, value) -> write(inside.putObject(name), value));
        }
        json.put("mac", mac(keys, body));
        try {
            return JSON.writeValueAsString(json);
        } catch (JacksonException e) {
            throw new IllegalStateException("a tree of strings and numbers can be written", e);
        }
    }

    /** Null unless it was signed with one of the keys. */
    public static @Nullable DeadLetterReason read(String value, List<Keys> keys, String body) {
        Claim claim = claim(value);
        if (claim == null) {
            return null;
        }
        byte[] mac = claim.mac().getBytes(StandardCharsets.UTF_8);
        boolean valid = false;
        for (Keys version : keys) {
            valid |=
                    MessageDigest.isEqual(
                            mac,
                            claim.reason().mac(version, body).getBytes(StandardCharsets.US_ASCII));
        }
        return valid ? claim.reason() : null;
    }

    /**
     * An attribute that is not verified, for display without a key. Null if it is not in this
     * format.
     */
    public static @Nullable DeadLetterReason unverified(String value) {
        Claim claim = claim(value);
        return claim == null ? null : claim.reason();
    }

    private record Claim(DeadLetterReason reason, String mac) {}

    private static @Nullable Claim claim(String value) {
        try {
            JsonNode json = JSON.readTree(value);
            DeadLetterReason claimed =
                    new DeadLetterReason(
                            new Reason(
                                    text(json, "code"),
                                    text(json, "message"),
                                    number(json, "attempts")),
                            number(json, "replays"),
                            new Source(
                                    text(json, "queue"),
                                    text(json, "messageId"),
                                    Instant.parse(text(json, "firstSentAt"))),
                            Instant.parse(text(json, "failedAt")),
                            json.has("attributes") ? attributes(json.get("attributes")) : null);
            return new Claim(claimed, text(json, "mac"));
        } catch (JacksonException | DateTimeException | IllegalArgumentException _) {
            return null;
        }
    }

    private String mac(Keys keys, String body) {
        List<String> parts = new ArrayList<>();
        parts.add(body);
        parts.add(reason.code());
        parts.add(reason.message());
        parts.add(Integer.toString(reason.attempts()));
        parts.add(Integer.toString(replays));
        parts.add(source.queue());
        parts.add(source.messageId());
        parts.add(source.firstSentAt().toString());
        parts.add(failedAt.toString());
        if (attributes != null) {
            new TreeMap<>(attributes)
                    .forEach((name, value) -> {
                        ObjectNode json = JSON.createObjectNode();
                        write(json, value);
                        parts.add(name);
                        parts.add(json.toString());
                    });
        }
        byte[] mac = keys.hmac(Purpose.DEAD_LETTER, parts.toArray(String[]::new));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    private static void write(ObjectNode json, MessageAttributeValue value) {
        json.put("type", value.dataType());
        if (value.stringValue() != null) {
            json.put("string", value.stringValue());
        } else if (value.binaryValue() != null) {
            json.put("binary", BASE64.encodeToString(value.binaryValue().asByteArray()));
        }
    }

    private static Map<String, MessageAttributeValue> attributes(JsonNode json) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        json.properties()
                .forEach(entry -> {
                    JsonNode value = entry.getValue();
                    MessageAttributeValue.Builder attribute =
                            MessageAttributeValue.builder().dataType(text(value, "type"));
                    if (value.has("binary")) {
                        byte[] bytes = Base64.getDecoder().decode(text(value, "binary"));
                        attribute.binaryValue(SdkBytes.fromByteArray(bytes));
                    } else {
                        attribute.stringValue(text(value, "string"));
                    }
                    attributes.put(entry.getKey(), attribute.build());
                });
        return Map.copyOf(attributes);
    }

    private static String text(JsonNode json, String member) {
        JsonNode value = json.get(member);
        if (value == null || !value.isString()) {
            throw new IllegalArgumentException(member);
        }
        return value.stringValue(null);
    }

    private static int number(JsonNode json, String member) {
        JsonNode value = json.get(member);
        if (value == null || !value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException(member);
        }
        return value.intValue();
    }
}
