package dev.usher.tools.doctor;

import dev.usher.flow.OperatorFault;
import dev.usher.ledger.TableProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Checks the table of a DynamoDB ledger: the worker's two calls, then the table's settings. */
final class DynamoDbCheck {
    private static final String CHECK = "ledger";
    private static final String TTL_ATTRIBUTE = "expiresAt";

    private final DynamoDbClient client;
    private final String table;
    private final List<Finding> findings = new ArrayList<>();

    DynamoDbCheck(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    List<Finding> run() {
        try {
            TableProbe probe = new TableProbe(client, table);
            probe.write();
            boolean used = probe.read();
            findings.add(
                    Finding.ok(
                            CHECK,
                            table,
                            "dynamodb:PutItem and dynamodb:GetItem are allowed; "
                                    + (used ? "the table is a ledger" : "the table is unused")));
        } catch (OperatorFault e) {
            FaultText faultText =
                    FaultText.of(e.what(), "check the table, AWS_REGION and the worker's role");
            findings.add(Finding.failed(CHECK, table, faultText.found(), faultText.fix()));
            return findings;
        }
        described("dynamodb:DescribeTable", DynamoDbCheck::table, this::protection);
        described("dynamodb:DescribeTimeToLive", DynamoDbCheck::timeToLive, this::timeToLive);
        described("dynamodb:DescribeContinuousBackups", DynamoDbCheck::backups, this::backups);
        return findings;
    }

    /** The worker does not need these calls, so their failure is no fault. */
    private <T> void described(
            String call, Read<T> read, Function<@Nullable T, @Nullable Finding> judge) {
        try {
            Finding finding = judge.apply(read.of(client, table));
            if (finding != null) {
                findings.add(finding);
            }
        } catch (SdkException e) {
            findings.add(
                    Finding.skipped(
                            CHECK,
                            table,
                            "%s: %s".formatted(call, ErrorOwner.code(e)),
                            ErrorOwner.fix(
                                    e,
                                    "for this check, grant what infra/doctor-policy.json lists")));
        }
    }

    private interface Read<T> {
        @Nullable T of(DynamoDbClient client, String table);
    }

    private static TableDescription table(DynamoDbClient client, String table) {
        return client.describeTable(r -> r.tableName(table)).table();
    }

    private static TimeToLiveDescription timeToLive(DynamoDbClient client, String table) {
        return client.describeTimeToLive(r -> r.tableName(table)).timeToLiveDescription();
    }

    private static ContinuousBackupsDescription backups(DynamoDbClient client, String table) {
        return client.describeContinuousBackups(r -> r.tableName(table))
                .continuousBackupsDescription();
    }

    private @Nullable Finding protection(@Nullable TableDescription described) {
        return described == null || Boolean.TRUE.equals(described.deletionProtectionEnabled())
                ? null
                : Finding.warning(
                        CHECK,
                        table,
                        "a single call deletes it, and the worker forgets all ids",
                        "aws dynamodb update-table --table-name %s --deletion-protection-enabled"
                                .formatted(table));
    }

    private Finding timeToLive(@Nullable TimeToLiveDescription described) {
        String fix =
                "aws dynamodb update-time-to-live --table-name %s --time-to-live-specification Enabled=true,AttributeName=%s"
                        .formatted(table, TTL_ATTRIBUTE);
        if (described == null
                || (described.timeToLiveStatus() != TimeToLiveStatus.ENABLED
                        && described.timeToLiveStatus() != TimeToLiveStatus.ENABLING)) {
            return Finding.warning(
                    CHECK,
                    table,
                    "has no time to live: expired rows stay and cost money",
                    fix);
        }
        String name = Objects.requireNonNullElse(described.attributeName(), "");
        return name.equals(TTL_ATTRIBUTE)
                ? Finding.ok(CHECK, table, "its time to live uses " + TTL_ATTRIBUTE)
                : Finding.failed(
                        CHECK,
                        table,
                        "its time to live uses %s, which is not a row's expiry"
                                .formatted(name),
                        fix + " (disable the other first)");
    }

    private @Nullable Finding backups(@Nullable ContinuousBackupsDescription described) {
        boolean on =
                described != null
                        && described.pointInTimeRecoveryDescription() != null
                        && described.pointInTimeRecoveryDescription().pointInTimeRecoveryStatus()
                                == PointInTimeRecoveryStatus.ENABLED;
        return on
                ? null
                : Finding.warning(
                        CHECK,
                        table,
                        "has no point-in-time recovery",
                        "aws dynamodb update-continuous-backups --table-name %s --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
                                .formatted(table));
    }
}
