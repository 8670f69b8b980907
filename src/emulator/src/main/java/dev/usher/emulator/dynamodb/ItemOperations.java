package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.StringShape;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Putting, reading, deleting and scanning items. */
final class ItemOperations {
    private static final StringShape RETURN_VALUES = new StringShape(0, 16, "NONE|ALL_OLD");
    private static final StringShape SELECT = new StringShape(0, 32, "ALL_ATTRIBUTES|COUNT");

    private final Tables tables;

    ItemOperations(Tables tables) {
        this.tables = tables;
    }

    Map<String, AwsOperation> operations() {
        return Map.of(
                "PutItem", this::put,
                "GetItem", this::read,
                "DeleteItem", this::delete,
                "Scan", this::scan);
    }

    /**
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html">PutItem</a>
     */
    private ObjectNode put(OperationInput in) {
        ObjectNode item = attributes(in, "Item");
        return written(in, (table, condition) -> table.put(item, condition));
    }

    private ObjectNode delete(OperationInput in) {
        ObjectNode key = attributes(in, "Key");
        return written(in, (table, condition) -> table.delete(key, condition));
    }

    private interface Write {
        @Nullable ObjectNode perform(StoredTable table, StoredTable.Condition condition);
    }

    private ObjectNode written(OperationInput in, Write write) {
        Refusals.unsupported(
                in,
                "Expected",
                "ConditionalOperator",
                "ReturnConsumedCapacity",
                "ReturnItemCollectionMetrics");
        String returned = in.text("ReturnValues", RETURN_VALUES, "NONE");
        StoredTable.Condition condition = condition(in);
        ObjectNode old = write.perform(tables.table(in), condition);
        ObjectNode answer = EmulatorJson.object();
        if (old != null && returned.equals("ALL_OLD")) {
            answer.set("Attributes", old);
        }
        return answer;
    }

    private static StoredTable.Condition condition(OperationInput in) {
        boolean showing =
                in.text("ReturnValuesOnConditionCheckFailure", RETURN_VALUES, "NONE")
                        .equals("ALL_OLD");
        ConditionExpression expression = ConditionExpression.read(in);
        return standing -> {
            if (!expression.holds(standing)) {
                ObjectNode details = EmulatorJson.object();
                if (showing && !standing.isEmpty()) {
                    details.set("Item", standing);
                }
                throw AwsError.of(
                        "ConditionalCheckFailedException",
                        "The conditional request failed",
                        details);
            }
        };
    }

    /**
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html">GetItem</a>
     */
    private ObjectNode read(OperationInput in) {
        Refusals.unsupported(
                in,
                "AttributesToGet",
                "ProjectionExpression",
                "ExpressionAttributeNames",
                "ReturnConsumedCapacity");
        ObjectNode key = attributes(in, "Key");
        ObjectNode item = tables.table(in).read(key, in.flag("ConsistentRead", false));
        ObjectNode answer = EmulatorJson.object();
        if (item != null) {
            answer.set("Item", item);
        }
        return answer;
    }

    /**
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html">Scan</a>
     */
    private ObjectNode scan(OperationInput in) {
        Refusals.unsupported(
                in,
                "AttributesToGet",
                "ConditionalOperator",
                "ExpressionAttributeNames",
                "ExpressionAttributeValues",
                "FilterExpression",
                "IndexName",
                "ProjectionExpression",
                "ReturnConsumedCapacity",
                "ScanFilter",
                "Segment",
                "TotalSegments");
        boolean counting = in.text("Select", SELECT, "ALL_ATTRIBUTES").equals("COUNT");
        int limit = in.number("Limit", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        ObjectNode after = in.has("ExclusiveStartKey") ? attributes(in, "ExclusiveStartKey") : null;
        StoredTable.Page page =
                tables.table(in).scan(after, limit, in.flag("ConsistentRead", false));
        ObjectNode answer =
                EmulatorJson.object()
                        .put("Count", page.items().size())
                        .put("ScannedCount", page.items().size());
        if (!counting) {
            answer.set("Items", EmulatorJson.nodes(page.items()));
        }
        if (page.last() != null) {
            answer.set("LastEvaluatedKey", page.last());
        }
        return answer;
    }

    private static ObjectNode attributes(OperationInput in, String member) {
        if (!in.has(member)) {
            throw Refusals.validation(
                    "1 validation error detected: Value null at '"
                            + Character.toLowerCase(member.charAt(0))
                            + member.substring(1)
                            + "' failed to satisfy constraint: Member must not be null");
        }
        return ItemValue.checkedItem(in.json().path(member));
    }
}
