package dev.usher.emulator.dynamodb;

import dev.usher.emulator.dynamodb.StoredTable.Settings;
import dev.usher.emulator.dynamodb.StoredTable.TimeToLive;
import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.StringShape;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Time to live, point-in-time recovery and deletion protection of a table. */
final class TableSettings {
    private static final StringShape TTL_ATTRIBUTE = new StringShape(1, 255);
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final Tables tables;
    private final InstantSource clock;

    TableSettings(Tables tables, InstantSource clock) {
        this.tables = tables;
        this.clock = clock;
    }

    Map<String, AwsOperation> operations() {
        return Map.of(
                "UpdateTable", this::update,
                "UpdateTimeToLive", this::updateTimeToLive,
                "DescribeTimeToLive", this::describeTimeToLive,
                "UpdateContinuousBackups", this::updateBackups,
                "DescribeContinuousBackups", in -> backups(backedUp(in)));
    }

    /** Only the deletion protection. */
    private ObjectNode update(OperationInput in) {
        StoredTable table = tables.table(in);
        Refusals.unsupported(
                in,
                "AttributeDefinitions",
                "BillingMode",
                "ProvisionedThroughput",
                "GlobalSecondaryIndexUpdates",
                "StreamSpecification",
                "SSESpecification",
                "ReplicaUpdates",
                "TableClass",
                "OnDemandThroughput",
                "WarmThroughput");
        if (!in.has("DeletionProtectionEnabled")) {
            throw Refusals.validation(
                    "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
                            + " GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is"
                            + " required");
        }
        Settings old = table.settings();
        table.settings(
                new Settings(
                        in.flag("DeletionProtectionEnabled", false),
                        old.recovery(),
                        old.timeToLive()));
        ObjectNode answer = EmulatorJson.object();
        answer.set("TableDescription", table.describe("ACTIVE"));
        return answer;
    }

    /**
     * The change has its effect at once; AWS takes up to an hour, and refuses others in that time.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html">UpdateTimeToLive</a>
     */
    private ObjectNode updateTimeToLive(OperationInput in) {
        StoredTable table = tables.table(in);
        OperationInput wanted = in.within("TimeToLiveSpecification");
        String attribute = wanted.text("AttributeName", TTL_ATTRIBUTE);
        if (!wanted.has("Enabled")) {
            throw Refusals.validation(
                    "1 validation error detected: Value null at 'timeToLiveSpecification.enabled'"
                            + " failed to satisfy constraint: Member must not be null");
        }
        boolean enabled = wanted.flag("Enabled", false);
        synchronized (table) {
            Settings old = table.settings();
            String current = old.timeToLive().attribute();
            if (current != null && !current.equals(attribute)) {
                throw Refusals.validation(
                        "TimeToLive is active on a different AttributeName: current AttributeName is "
                                + current);
            }
            if (enabled == (current != null)) {
                throw Refusals.validation(
                        "TimeToLive is already " + (enabled ? "enabled" : "disabled"));
            }
            long now = clock.millis();
            if (old.timeToLive().changed() != 0 && now - old.timeToLive().changed() < HOUR_MILLIS) {
                throw Refusals.validation(
                        "Time to live has been modified multiple times within a fixed interval");
            }
            table.settings(
                    new Settings(
                            old.protection(),
                            old.recovery(),
                            new TimeToLive(enabled ? attribute : null, now)));
        }
        ObjectNode answer = EmulatorJson.object();
        answer.putObject("TimeToLiveSpecification")
                .put("AttributeName", attribute)
                .put("Enabled", enabled);
        return answer;
    }

    private ObjectNode describeTimeToLive(OperationInput in) {
        String attribute = tables.table(in).settings().timeToLive().attribute();
        ObjectNode answer = EmulatorJson.object();
        ObjectNode description = answer.putObject("TimeToLiveDescription");
        description.put("TimeToLiveStatus", attribute == null ? "DISABLED" : "ENABLED");
        if (attribute != null) {
            description.put("AttributeName", attribute);
        }
        return answer;
    }

    private ObjectNode updateBackups(OperationInput in) {
        StoredTable table = backedUp(in);
        boolean recovery =
                in.within("PointInTimeRecoverySpecification")
                        .flag("PointInTimeRecoveryEnabled", false);
        Settings old = table.settings();
        table.settings(new Settings(old.protection(), recovery, old.timeToLive()));
        return backups(table);
    }

    /**
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html">TableNotFoundException</a>
     */
    private StoredTable backedUp(OperationInput in) {
        StoredTable table = tables.find(in);
        if (table == null) {
            throw AwsError.of(
                    "TableNotFoundException",
                    "Table not found: " + in.json().path("TableName").asString(""));
        }
        return table;
    }

    private static ObjectNode backups(StoredTable table) {
        ObjectNode answer = EmulatorJson.object();
        answer.putObject("ContinuousBackupsDescription")
                .put("ContinuousBackupsStatus", "ENABLED")
                .putObject("PointInTimeRecoveryDescription")
                .put(
                        "PointInTimeRecoveryStatus",
                        table.settings().recovery() ? "ENABLED" : "DISABLED");
        return answer;
    }
}
