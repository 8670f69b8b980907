package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.StringShape;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The partition key of a table.
 *
 * @param type its type: S, N or B
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html">CreateTable,
 *     KeySchema</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">Quotas</a>
 */
record TableKey(String attribute, String type) {
    private static final StringShape ATTRIBUTE = new StringShape(1, 255);
    private static final StringShape TYPE = new StringShape(0, 8, "S|N|B");
    private static final StringShape KEY_TYPE = new StringShape(0, 8, "HASH|RANGE");
    private static final int LONGEST_BYTES = 2048;

    /** Reads KeySchema and AttributeDefinitions. */
    static TableKey read(OperationInput in) {
        TreeMap<String, String> definitions = new TreeMap<>();
        for (OperationInput each : in.inputs("AttributeDefinitions")) {
            definitions.put(
                    each.text("AttributeName", ATTRIBUTE), each.text("AttributeType", TYPE));
        }
        List<OperationInput> schema = in.inputs("KeySchema");
        if (schema.isEmpty() || schema.size() > 2) {
            throw Refusals.validation(
                    "1 validation error detected: Value at 'keySchema' failed to satisfy"
                            + " constraint: Member must have length "
                            + (schema.isEmpty()
                                    ? "greater than or equal to 1"
                                    : "less than or equal to 2"));
        }
        if (!schema.getFirst().text("KeyType", KEY_TYPE).equals("HASH")) {
            throw Refusals.validation(
                    "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
        if (schema.size() > 1) {
            throw Refusals.validation("This emulator does not have sort keys.");
        }
        String attribute = schema.getFirst().text("AttributeName", ATTRIBUTE);
        String type = definitions.get(attribute);
        if (type == null) {
            throw Refusals.invalidValues(
                    "Some index key attributes are not defined in AttributeDefinitions. Keys: [%s],"
                                    .formatted(attribute)
                            + " AttributeDefinitions: "
                            + definitions.keySet());
        }
        if (definitions.size() > 1) {
            throw Refusals.invalidValues(
                    "Number of attributes in KeySchema does not exactly match number of attributes"
                            + " defined in AttributeDefinitions");
        }
        return new TableKey(attribute, type);
    }

    /** As DescribeTable has it. */
    void describe(ObjectNode description) {
        description
                .putArray("AttributeDefinitions")
                .addObject()
                .put("AttributeName", attribute)
                .put("AttributeType", type);
        description
                .putArray("KeySchema")
                .addObject()
                .put("AttributeName", attribute)
                .put("KeyType", "HASH");
    }

    /** The key of an item, as a text that no other key of the table has. */
    String of(ObjectNode item) {
        JsonNode value = item.get(attribute);
        if (value == null) {
            throw Refusals.invalidValues("Missing the key " + attribute + " in the item");
        }
        String actual = ItemValue.type(value);
        if (!actual.equals(type)) {
            throw Refusals.invalidValues(
                    "Type mismatch for key %s expected: %s actual: %s"
                            .formatted(attribute, type, actual));
        }
        return checked(value);
    }

    /**
     * The key that GetItem, DeleteItem or a page of a scan gives, which is all that it may give.
     */
    String ofKey(ObjectNode key) {
        JsonNode value = key.get(attribute);
        if (key.size() != 1 || value == null || !ItemValue.type(value).equals(type)) {
            throw Refusals.validation("The provided key element does not match the schema");
        }
        return checked(value);
    }

    private String checked(JsonNode value) {
        String text = value.get(type).asString("");
        if (text.isEmpty()) {
            throw Refusals.validation(
                    "One or more parameter values are not valid. The AttributeValue for a key"
                            + " attribute cannot contain an empty %s value. Key: %s"
                                    .formatted(type.equals("S") ? "string" : "binary", attribute));
        }
        if (ItemValue.size(value) > LONGEST_BYTES) {
            throw Refusals.invalidValues(
                    "Size of hashkey has exceeded the maximum size limit of2048 bytes");
        }
        return text;
    }

    /** The key alone, out of an item. */
    ObjectNode keyOf(ObjectNode item) {
        return item.deepCopy().retain(Set.of(attribute));
    }
}
