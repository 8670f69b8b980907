package dev.usher.emulator.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request's JSON. Each member is checked against the API model when it is read; members that no
 * operation reads are ignored, as AWS ignores them.
 *
 * @param violation the error code for a member that violates the model
 */
public record OperationInput(JsonNode json, String violation) {
    /** For the services that answer such a member with InvalidParameterException. */
    public OperationInput(JsonNode json) {
        this(json, "InvalidParameterException");
    }

    /** A member that must be there. */
    public String text(String member, StringShape shape) {
        String text = optional(member, shape);
        if (text == null) {
            throw violation("null ", member, "Member must not be null");
        }
        return text;
    }

    public @Nullable String optional(String member, StringShape shape) {
        JsonNode node = json.path(member);
        return absent(node) ? null : checked(member, string(node), shape);
    }

    public String text(String member, StringShape shape, String otherwise) {
        String text = optional(member, shape);
        return text == null ? otherwise : text;
    }

    public boolean flag(String member, boolean otherwise) {
        JsonNode node = json.path(member);
        if (absent(node)) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw wrongType();
        }
        return node.booleanValue();
    }

    public int number(String member, int least, int greatest, int otherwise) {
        JsonNode node = json.path(member);
        if (absent(node)) {
            return otherwise;
        }
        if (!node.canConvertToInt()) {
            throw wrongType();
        }
        int number = node.intValue();
        if (number < least) {
            throw violation("", member, "Member must have value greater than or equal to " + least);
        }
        if (number > greatest) {
            throw violation("", member, "Member must have value less than or equal to " + greatest);
        }
        return number;
    }

    public List<String> texts(String member, StringShape shape) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list(member)) {
            texts.add(checked(member, string(element), shape));
        }
        return texts;
    }

    public List<OperationInput> inputs(String member) {
        List<OperationInput> inputs = new ArrayList<>();
        for (JsonNode element : list(member)) {
            if (!element.isObject()) {
                throw wrongType();
            }
            inputs.add(new OperationInput(element, violation));
        }
        return inputs;
    }

    /** Another structure inside this one; empty if it is absent. */
    public OperationInput within(String member) {
        JsonNode node = json.path(member);
        if (absent(node)) {
            return new OperationInput(EmulatorJson.object(), violation);
        }
        if (!node.isObject()) {
            throw wrongType();
        }
        return new OperationInput(node, violation);
    }

    public boolean has(String member) {
        return !absent(json.path(member));
    }

    /** A map of strings, such as AuthParameters. */
    public Map<String, String> map(String member, StringShape shape) {
        Map<String, String> map = new LinkedHashMap<>();
        within(member)
                .json
                .properties()
                .forEach(entry ->
                        map.put(
                                checked(member, entry.getKey(), shape),
                                checked(member, string(entry.getValue()), shape)));
        return map;
    }

    /** A list of Name/Value pairs, such as UserAttributes; a missing value is an empty one. */
    public Map<String, String> pairs(String member, StringShape name, StringShape value) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (OperationInput pair : inputs(member)) {
            pairs.put(pair.text("Name", name), pair.text("Value", value, ""));
        }
        return pairs;
    }

    private String checked(String member, String text, StringShape shape) {
        String violated = shape.violated(text);
        if (violated != null) {
            throw violation("", member, violated);
        }
        return text;
    }

    /**
     * The refusal of a member.
     *
     * @param value what is wrong and may be quoted: {@code "null "} or nothing
     */
    private AwsError violation(String value, String member, String constraint) {
        String name = Character.toLowerCase(member.charAt(0)) + member.substring(1);
        return AwsError.of(
                violation,
                "1 validation error detected: Value "
                        + value
                        + "at '"
                        + name
                        + "' failed to satisfy constraint: "
                        + constraint);
    }

    private Iterable<JsonNode> list(String member) {
        JsonNode node = json.path(member);
        if (absent(node)) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrongType();
        }
        return node;
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static String string(JsonNode node) {
        if (!node.isString()) {
            throw wrongType();
        }
        return node.stringValue(null);
    }

    private static AwsError wrongType() {
        return AwsError.of("SerializationException", "A member has the wrong type.");
    }
}
