package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.EmulatorJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Attribute values: checked, brought into the one form that equal values have, and measured.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html">AttributeValue</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-data-types">Data
 *     types</a>
 */
final class ItemValue {
    private static final int DEEPEST = 32;
    private static final int DIGITS = 38;
    private static final BigDecimal SMALLEST = new BigDecimal("1E-130");
    private static final BigDecimal GREATEST =
            new BigDecimal("9.9999999999999999999999999999999999999E+125");

    private ItemValue() {}

    /** The type of a checked value, such as S or N. */
    static String type(JsonNode value) {
        return value.propertyNames().iterator().next();
    }

    /**
     * Checks a map of attribute values.
     *
     * @throws AwsError ValidationException, SerializationException
     */
    static ObjectNode checkedItem(JsonNode item) {
        return checkedMap(item, 1);
    }

    private static ObjectNode checkedMap(JsonNode map, int depth) {
        require(map.isObject());
        ObjectNode checked = EmulatorJson.object();
        map.properties()
                .forEach(entry -> {
                    if (entry.getKey().isEmpty() && depth == 1) {
                        throw Refusals.invalidValues(
                                "Empty attribute names are not allowed in this position");
                    }
                    checked.set(entry.getKey(), checked(entry.getValue(), depth));
                });
        return checked;
    }

    /**
     * Checks one value.
     *
     * @param depth how deep in lists and maps it is
     */
    static ObjectNode checked(JsonNode value, int depth) {
        require(value.isObject());
        if (depth > DEEPEST) {
            throw Refusals.validation("Nesting Levels have exceeded supported limits");
        }
        if (value.size() != 1) {
            throw Refusals.validation(
                    value.isEmpty()
                            ? "Supplied AttributeValue is empty, must contain exactly one of the"
                                    + " supported datatypes"
                            : "Supplied AttributeValue has more than one datatypes set, must"
                                    + " contain exactly one of the supported datatypes");
        }
        String type = type(value);
        JsonNode given = value.get(type);
        ObjectNode checked = EmulatorJson.object();
        switch (type) {
            case "S", "N", "B" -> checked.put(type, scalar(type, given));
            case "BOOL" -> {
                require(given.isBoolean());
                checked.put(type, given.booleanValue());
            }
            case "NULL" -> {
                require(given.isBoolean());
                if (!given.booleanValue()) {
                    throw Refusals.invalidValues(
                            "Null attribute value types must have the value of true");
                }
                checked.put(type, true);
            }
            case "SS", "NS", "BS" -> checked.set(type, set(type, given));
            case "L" -> {
                require(given.isArray());
                ArrayNode list = checked.putArray(type);
                given.forEach(element -> list.add(checked(element, depth + 1)));
            }
            case "M" -> checked.set(type, checkedMap(given, depth + 1));
            default -> throw serialization();
        }
        return checked;
    }

    private static String scalar(String type, JsonNode given) {
        require(given.isString());
        String text = given.stringValue(null);
        return switch (type) {
            case "N" -> number(text);
            case "B" -> {
                try {
                    yield Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text));
                } catch (IllegalArgumentException e) {
                    throw serialization();
                }
            }
            default -> text;
        };
    }

    private static String number(String text) {
        BigDecimal number;
        try {
            number = new BigDecimal(text).stripTrailingZeros();
        } catch (NumberFormatException e) {
            throw Refusals.validation(
                    text.isEmpty()
                            ? "The parameter cannot be converted to a numeric value"
                            : "The parameter cannot be converted to a numeric value: " + text);
        }
        BigDecimal magnitude = number.abs();
        if (magnitude.compareTo(GREATEST) > 0) {
            throw Refusals.validation(
                    "Number overflow. Attempting to store a number with magnitude larger than"
                            + " supported range");
        }
        if (magnitude.signum() != 0 && magnitude.compareTo(SMALLEST) < 0) {
            throw Refusals.validation(
                    "Number underflow. Attempting to store a number with magnitude smaller than"
                            + " supported range");
        }
        if (number.precision() > DIGITS) {
            throw Refusals.validation(
                    "Attempting to store more than 38 significant digits in a Number");
        }
        return number.toPlainString();
    }

    /** Sorted, since the order of a set means nothing. */
    private static ArrayNode set(String type, JsonNode given) {
        require(given.isArray());
        if (given.isEmpty()) {
            throw Refusals.invalidValues(
                    switch (type) {
                        case "SS" -> "An string set  may not be empty";
                        case "NS" -> "An number set  may not be empty";
                        default -> "Binary sets should not be empty";
                    });
        }
        TreeSet<String> elements = new TreeSet<>();
        for (JsonNode element : given) {
            String text = scalar(type.substring(0, 1), element);
            if (!elements.add(text)) {
                throw Refusals.invalidValues("Input collection contains duplicates.");
            }
        }
        return EmulatorJson.array(elements);
    }

    /**
     * The size of a checked value in bytes.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">Item
     *     sizes</a>
     */
    static int size(JsonNode value) {
        String type = type(value);
        JsonNode content = value.get(type);
        return switch (type) {
            case "S" -> bytes(content.stringValue(null));
            case "N" -> numberSize(content.stringValue(null));
            case "B" -> Base64.getDecoder().decode(content.stringValue(null)).length;
            case "BOOL", "NULL" -> 1;
            case "M" -> 3 + content.size() + itemSize(content);
            case "L" -> {
                int size = 3 + content.size();
                for (JsonNode element : content) {
                    size += size(element);
                }
                yield size;
            }
            default -> {
                int size = 0;
                for (JsonNode element : content) {
                    size += size(EmulatorJson.object().set(type.substring(0, 1), element));
                }
                yield size;
            }
        };
    }

    /** The size of an item in bytes: that of its names and its values. */
    static int itemSize(JsonNode item) {
        int size = 0;
        for (var entry : item.properties()) {
            size += bytes(entry.getKey()) + size(entry.getValue());
        }
        return size;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** One byte for two significant digits, and one more, and one for the sign. */
    private static int numberSize(String text) {
        BigDecimal number = new BigDecimal(text);
        return (number.stripTrailingZeros().precision() + 1) / 2
                + 1
                + (number.signum() < 0 ? 1 : 0);
    }

    static boolean ordered(JsonNode value) {
        return switch (type(value)) {
            case "S", "N", "B" -> true;
            default -> false;
        };
    }

    /** Orders two checked values of one type; only S, N and B have an order. */
    static int compare(JsonNode one, JsonNode other) {
        String type = type(one);
        String first = one.get(type).stringValue(null);
        String second = other.get(type).stringValue(null);
        return switch (type) {
            case "N" -> new BigDecimal(first).compareTo(new BigDecimal(second));
            case "B" ->
                    Arrays.compareUnsigned(
                            Base64.getDecoder().decode(first), Base64.getDecoder().decode(second));
            default ->
                    Arrays.compareUnsigned(
                            first.getBytes(StandardCharsets.UTF_8),
                            second.getBytes(StandardCharsets.UTF_8));
        };
    }

    /** The JSON types of the members are the protocol's, not DynamoDB's, to refuse. */
    private static void require(boolean holds) {
        if (!holds) {
            throw serialization();
        }
    }

    private static AwsError serialization() {
        return AwsError.of("SerializationException", "An attribute value has the wrong type.");
    }
}
