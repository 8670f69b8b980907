package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.AwsService;
import dev.usher.emulator.protocol.OperationInput;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A strict emulator of a part of Amazon DynamoDB: tables with a partition key, single items,
 * conditions. It has no sort keys, no indexes, no queries, no updates in place and no transactions,
 * and refuses what asks for them.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html">API
 *     reference</a>
 */
public final class DynamoDb implements AwsService {
    /** What X-Amz-Target has before the dot. */
    public static final String TARGET = "DynamoDB_20120810";

    private final Map<String, AwsOperation> operations = new HashMap<>();

    /** An account without tables. */
    public DynamoDb(InstantSource clock, String region) {
        Tables tables = new Tables(region);
        operations.putAll(new TableOperations(tables, clock).operations());
        operations.putAll(new TableSettings(tables, clock).operations());
        operations.putAll(new ItemOperations(tables).operations());
    }

    @Override
    public String name() {
        return "dynamodb";
    }

    @Override
    public String mediaType() {
        return "application/x-amz-json-1.0";
    }

    @Override
    public boolean has(String operation) {
        return operations.containsKey(operation);
    }

    @Override
    public ObjectNode call(String operation, JsonNode input) {
        AwsOperation known = operations.get(operation);
        if (known == null) {
            throw AwsError.unknownOperation(name(), operation);
        }
        return known.answer(new OperationInput(input, Refusals.VALIDATION));
    }
}
