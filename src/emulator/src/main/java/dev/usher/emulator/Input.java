package dev.usher.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's JSON, read member by member and held to the API model as it is read. Members that
 * nobody reads are ignored, as AWS ignores them.
 */
record Input(JsonNode json) {
    /** A member that must be there. */
    String text(String member, Shape shape) {
        String text = optional(member, shape);
        if (text == null) {
            throw Shape.violation("null ", member, "Member must not be null");
        }
        return text;
    }

    @Nullable String optional(String member, Shape shape) {
        JsonNode node = json.path(member);
        return absent(node) ? null : shape.check(member, string(node));
    }

    String text(String member, Shape shape, String otherwise) {
        String text = optional(member, shape);
        return text == null ? otherwise : text;
    }

    boolean flag(String member, boolean otherwise) {
        JsonNode node = json.path(member);
        if (absent(node)) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw wrongType();
        }
        return node.booleanValue();
    }

    int number(String member, int least, int greatest, int otherwise) {
        JsonNode node = json.path(member);
        if (absent(node)) {
            return otherwise;
        }
        if (!node.canConvertToInt()) {
            throw wrongType();
        }
        int number = node.intValue();
        if (number < least) {
            throw Shape.violation(
                    member, "Member must have value greater than or equal to " + least);
        }
        if (number > greatest) {
            throw Shape.violation(
                    member, "Member must have value less than or equal to " + greatest);
        }
        return number;
    }

    List<String> texts(String member, Shape shape) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list(member)) {
            texts.add(shape.check(member, string(element)));
        }
        return texts;
    }

    List<Input> inputs(String member) {
        List<Input> inputs = new ArrayList<>();
        for (JsonNode element : list(member)) {
            if (!element.isObject()) {
                throw wrongType();
            }
            inputs.add(new Input(element));
        }
        return inputs;
    }

    /** Another structure inside this one; empty if it is absent. */
    Input within(String member) {
        JsonNode node = json.path(member);
        if (absent(node)) {
            return new Input(Json.object());
        }
        if (!node.isObject()) {
            throw wrongType();
        }
        return new Input(node);
    }

    boolean has(String member) {
        return !absent(json.path(member));
    }

    /** A map of strings, such as AuthParameters. */
    Map<String, String> map(String member) {
        Map<String, String> map = new LinkedHashMap<>();
        within(member)
                .json
                .properties()
                .forEach(entry ->
                        map.put(
                                Shape.TEXT.check(member, entry.getKey()),
                                Shape.TEXT.check(member, string(entry.getValue()))));
        return map;
    }

    /** A list of Name/Value pairs, such as UserAttributes; a missing value is an empty one. */
    Map<String, String> attributes(String member) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Input pair : inputs(member)) {
            attributes.put(
                    pair.text("Name", Shape.ATTRIBUTE_NAME),
                    pair.text("Value", Shape.ATTRIBUTE_VALUE, ""));
        }
        return attributes;
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
        if (!node.isTextual()) {
            throw wrongType();
        }
        return node.textValue();
    }

    private static AwsError wrongType() {
        return AwsError.of("SerializationException", "A member has the wrong type.");
    }
}
