package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.StringShape;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * ExpressionAttributeNames and ExpressionAttributeValues, and which of them an expression uses.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html">Expression
 *     attribute names</a>
 */
final class ExpressionPlaceholders {
    /** The longest expression is 4 KB (developer guide, Quotas). */
    static final StringShape EXPRESSION = new StringShape(0, 4096);

    private static final StringShape NAME = new StringShape(0, 65_535);
    private static final String NAMES = "ExpressionAttributeNames";
    private static final String VALUES = "ExpressionAttributeValues";

    private final Map<String, String> names;
    private final Map<String, JsonNode> values = new HashMap<>();
    private final TreeSet<String> unused = new TreeSet<>();

    private ExpressionPlaceholders(Map<String, String> names) {
        this.names = names;
    }

    static ExpressionPlaceholders read(OperationInput in) {
        ExpressionPlaceholders placeholders = new ExpressionPlaceholders(in.map(NAMES, NAME));
        in.within(VALUES)
                .json()
                .properties()
                .forEach(entry ->
                        placeholders.values.put(
                                entry.getKey(), ItemValue.checked(entry.getValue(), 1)));
        requireNotEmpty(in, NAMES, placeholders.names);
        requireNotEmpty(in, VALUES, placeholders.values);
        placeholders.requireSyntax();
        placeholders.unused.addAll(placeholders.names.keySet());
        placeholders.unused.addAll(placeholders.values.keySet());
        return placeholders;
    }

    private static void requireNotEmpty(OperationInput in, String member, Map<String, ?> given) {
        if (in.has(member) && given.isEmpty()) {
            throw Refusals.validation(member + " must not be empty");
        }
    }

    private void requireSyntax() {
        names.keySet().forEach(key -> requireSyntax(NAMES, key, "#[A-Za-z0-9_]+"));
        values.keySet().forEach(key -> requireSyntax(VALUES, key, ":[A-Za-z0-9_]+"));
    }

    private static void requireSyntax(String member, String key, String pattern) {
        if (!key.matches(pattern)) {
            throw Refusals.validation(
                    member + " contains invalid key: Syntax error; key: \"" + key + "\"");
        }
    }

    void requireNone() {
        if (!unused.isEmpty()) {
            throw Refusals.validation(
                    (names.isEmpty() ? VALUES : NAMES)
                            + " can only be specified when using expressions");
        }
    }

    void requireAllUsed() {
        if (!unused.isEmpty()) {
            boolean name = unused.first().startsWith("#");
            throw Refusals.validation(
                    "Value provided in %s unused in expressions: keys: {%s}"
                            .formatted(name ? NAMES : VALUES, String.join(", ", unused)));
        }
    }

    JsonNode value(String placeholder) {
        JsonNode value = values.get(placeholder);
        if (value == null) {
            throw undefined("value", placeholder);
        }
        unused.remove(placeholder);
        return value;
    }

    /**
     * The attribute that a token of an expression names.
     *
     * @throws AwsError ValidationException for a reserved word
     */
    String attribute(String token) {
        if (!token.startsWith("#")) {
            if (ReservedWords.contain(token)) {
                throw ConditionParser.invalid(
                        "Attribute name is a reserved keyword; reserved keyword: " + token);
            }
            return token;
        }
        String name = names.get(token);
        if (name == null) {
            throw undefined("name", token);
        }
        unused.remove(token);
        return name;
    }

    private static AwsError undefined(String kind, String placeholder) {
        return ConditionParser.invalid(
                "An expression attribute %s used in %s is not defined; attribute %s: %s"
                        .formatted(
                                kind,
                                kind.equals("name") ? "the document path" : "expression",
                                kind,
                                placeholder));
    }
}
