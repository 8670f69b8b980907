package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.StringShape;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Creating, describing, listing and deleting tables. */
final class TableOperations {
    private static final StringShape BILLING_MODE =
            new StringShape(0, 32, "PROVISIONED|PAY_PER_REQUEST");
    private static final int LONGEST_LIST = 100;

    private final Tables tables;
    private final InstantSource clock;

    TableOperations(Tables tables, InstantSource clock) {
        this.tables = tables;
        this.clock = clock;
    }

    Map<String, AwsOperation> operations() {
        return Map.of(
                "CreateTable", this::create,
                "DescribeTable", this::describe,
                "DeleteTable", this::delete,
                "ListTables", this::list);
    }

    /**
     * The answer says CREATING, as AWS's does; the table is there at once, where AWS takes seconds.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html">CreateTable</a>
     */
    private ObjectNode create(OperationInput in) {
        String name = in.text("TableName", Tables.NAME);
        Refusals.unsupported(
                in,
                "LocalSecondaryIndexes",
                "GlobalSecondaryIndexes",
                "StreamSpecification",
                "SSESpecification",
                "Tags",
                "TableClass",
                "ResourcePolicy",
                "OnDemandThroughput",
                "WarmThroughput");
        TableKey key = TableKey.read(in);
        boolean onDemand =
                in.text("BillingMode", BILLING_MODE, "PROVISIONED").equals("PAY_PER_REQUEST");
        boolean given = in.has("ProvisionedThroughput");
        if (onDemand && given) {
            throw Refusals.invalidValues(
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
                            + " BillingMode is PAY_PER_REQUEST");
        }
        if (!onDemand && !given) {
            throw Refusals.invalidValues(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when"
                            + " BillingMode is PROVISIONED");
        }
        OperationInput units = in.within("ProvisionedThroughput");
        StoredTable.Units perSecond =
                onDemand
                        ? new StoredTable.Units(0, 0)
                        : new StoredTable.Units(
                                units.number("ReadCapacityUnits", 1, Integer.MAX_VALUE, 1),
                                units.number("WriteCapacityUnits", 1, Integer.MAX_VALUE, 1));
        StoredTable table =
                new StoredTable(
                        new StoredTable.Definition(
                                name,
                                tables.arn(name),
                                UUID.randomUUID().toString(),
                                key,
                                perSecond),
                        new StoredTable.Settings(
                                in.flag("DeletionProtectionEnabled", false),
                                false,
                                new StoredTable.TimeToLive(null, 0)),
                        clock);
        tables.add(table);
        ObjectNode answer = EmulatorJson.object();
        answer.set("TableDescription", table.describe("CREATING"));
        return answer;
    }

    private ObjectNode describe(OperationInput in) {
        ObjectNode answer = EmulatorJson.object();
        answer.set("Table", named(in).describe("ACTIVE"));
        return answer;
    }

    /**
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html">DeleteTable</a>
     */
    private ObjectNode delete(OperationInput in) {
        StoredTable table = named(in);
        if (table.settings().protection()) {
            throw Refusals.validation(
                    "Resource cannot be deleted as it is currently protected against deletion."
                            + " Disable deletion protection first.");
        }
        tables.remove(table);
        ObjectNode answer = EmulatorJson.object();
        answer.set("TableDescription", table.describe("DELETING"));
        return answer;
    }

    private StoredTable named(OperationInput in) {
        StoredTable table = tables.find(in);
        if (table == null) {
            throw AwsError.notFound(
                    "Requested resource not found: Table: %s not found"
                            .formatted(in.json().path("TableName").asString("")));
        }
        return table;
    }

    private ObjectNode list(OperationInput in) {
        int limit = in.number("Limit", 1, LONGEST_LIST, LONGEST_LIST);
        String after = in.text("ExclusiveStartTableName", Tables.NAME, "");
        List<String> names = tables.names(after, limit + 1);
        List<String> page = names.subList(0, Math.min(limit, names.size()));
        ObjectNode answer = EmulatorJson.object();
        answer.set("TableNames", EmulatorJson.array(page));
        if (page.size() < names.size()) {
            answer.put("LastEvaluatedTableName", page.getLast());
        }
        return answer;
    }
}
