package dev.usher.emulator.dynamodb;

import static dev.usher.emulator.Aws.refused;
import static dev.usher.emulator.dynamodb.DynamoDbFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Tables and their settings. */
class TablesTest {
    private static DynamoDbFixture db;

    @BeforeAll
    static void start() {
        db = new DynamoDbFixture();
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    /** API_CreateTable: the table begins as CREATING. API_DescribeTable. */
    @Test
    void a_new_table_is_creating_in_the_answer_and_active_when_described() {
        String name = DynamoDbFixture.name();
        var created =
                db.client.createTable(r ->
                        r.tableName(name)
                                .billingMode(BillingMode.PAY_PER_REQUEST)
                                .attributeDefinitions(a ->
                                        a.attributeName("id").attributeType(ScalarAttributeType.S))
                                .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH)));
        assertThat(created.tableDescription().tableStatus()).isEqualTo(TableStatus.CREATING);
        db.put(name, key("a"));
        var table = db.client.describeTable(r -> r.tableName(name)).table();
        assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(table.tableArn())
                .isEqualTo("arn:aws:dynamodb:us-east-1:000000000000:table/" + name);
        assertThat(table.keySchema())
                .containsExactly(
                        KeySchemaElement.builder()
                                .attributeName("id")
                                .keyType(KeyType.HASH)
                                .build());
        assertThat(table.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(table.itemCount()).isEqualTo(1);
        assertThat(table.tableSizeBytes()).isEqualTo(3);
        assertThat(table.creationDateTime()).isEqualTo(db.aws.clock.instant());
    }

    /** API_CreateTable, TableName: 3 to 255 characters of a-z, A-Z, 0-9, _ - and dot. */
    @ParameterizedTest
    @ValueSource(strings = {"ab", "a b c", "ärger", "a/b/c"})
    void a_table_s_name_keeps_to_the_model(String name) {
        refused(
                () -> db.table(request -> request.tableName(name)),
                "ValidationException",
                "1 validation error detected: Value at 'tableName' failed to satisfy constraint");
    }

    /** API_CreateTable, ResourceInUseException. */
    @Test
    void a_name_is_given_once() {
        String name = db.table();
        refused(
                () -> db.table(request -> request.tableName(name)),
                "ResourceInUseException",
                "Table already exists: " + name);
    }

    /** API_CreateTable, KeySchema: the first element is HASH, and AttributeDefinitions has it. */
    @Test
    void the_key_is_defined_and_a_partition_key() {
        refused(
                () ->
                        db.table(request ->
                                request.keySchema(
                                        k -> k.attributeName("other").keyType(KeyType.HASH))),
                "ValidationException",
                "Some index key attributes are not defined in AttributeDefinitions. Keys: [other],"
                        + " AttributeDefinitions: [id]");
        refused(
                () ->
                        db.table(request ->
                                request.keySchema(
                                        k -> k.attributeName("id").keyType(KeyType.RANGE))),
                "ValidationException",
                "The first KeySchemaElement is not a HASH key type");
        refused(
                () ->
                        db.table(request ->
                                request.attributeDefinitions(
                                        a ->
                                                a.attributeName("id")
                                                        .attributeType(ScalarAttributeType.S),
                                        a ->
                                                a.attributeName("more")
                                                        .attributeType(ScalarAttributeType.S))),
                "ValidationException",
                "Number of attributes in KeySchema does not exactly match");
    }

    @Test
    void what_the_emulator_does_not_have_it_says_so() {
        refused(
                () ->
                        db.table(request ->
                                request.keySchema(
                                        k -> k.attributeName("id").keyType(KeyType.HASH),
                                        k -> k.attributeName("at").keyType(KeyType.RANGE))),
                "ValidationException",
                "does not have sort keys");
        refused(
                () -> db.table(request -> request.tags(t -> t.key("team").value("a"))),
                "ValidationException",
                "does not have Tags");
    }

    /** API_CreateTable, BillingMode and ProvisionedThroughput. */
    @Test
    void units_are_given_with_provisioned_billing_alone() {
        refused(
                () -> db.table(request -> request.billingMode(BillingMode.PROVISIONED)),
                "ValidationException",
                "must both be specified when BillingMode is PROVISIONED");
        refused(
                () ->
                        db.table(request ->
                                request.provisionedThroughput(
                                        p -> p.readCapacityUnits(1L).writeCapacityUnits(1L))),
                "ValidationException",
                "can be specified when BillingMode is PAY_PER_REQUEST");
    }

    /** Developer guide, "Burst and adaptive capacity": up to 300 seconds of unused units. */
    @Test
    void a_provisioned_table_throttles_and_recovers() {
        String name =
                db.table(request ->
                        request.billingMode(BillingMode.PROVISIONED)
                                .provisionedThroughput(
                                        p -> p.readCapacityUnits(1L).writeCapacityUnits(2L)));
        db.put(name, key("a"));
        db.put(name, key("b"));
        refused(
                () -> db.put(name, key("c")),
                "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded");
        db.aws.clock.pass(Duration.ofSeconds(2));
        for (String id : new String[] {"c", "d", "e", "f"}) {
            db.put(name, key(id));
        }
        refused(() -> db.put(name, key("g")), "ProvisionedThroughputExceededException", "");
        assertThat(db.item(name, "f")).isNotEmpty();
    }

    /** API_DescribeTable and API_DeleteTable, ResourceNotFoundException. */
    @Test
    void a_deleted_table_is_gone_with_its_items() {
        String name = db.table();
        db.put(name, key("a"));
        var deleted = db.client.deleteTable(r -> r.tableName(name));
        assertThat(deleted.tableDescription().tableStatus()).isEqualTo(TableStatus.DELETING);
        refused(
                () -> db.client.describeTable(r -> r.tableName(name)),
                "ResourceNotFoundException",
                "Requested resource not found: Table: " + name + " not found");
        refused(
                () -> db.client.deleteTable(r -> r.tableName(name)),
                "ResourceNotFoundException",
                "");
        refused(() -> db.put(name, key("a")), "ResourceNotFoundException", "");
        db.table(request -> request.tableName(name));
        assertThat(db.item(name, "a")).isEmpty();
    }

    /** API_UpdateTable, DeletionProtectionEnabled. */
    @Test
    void deletion_protection_keeps_a_table_until_it_is_off() {
        String name = db.table(request -> request.deletionProtectionEnabled(true));
        refused(
                () -> db.client.deleteTable(r -> r.tableName(name)),
                "ValidationException",
                "currently protected against deletion");
        db.client.updateTable(r -> r.tableName(name).deletionProtectionEnabled(false));
        db.client.deleteTable(r -> r.tableName(name));
    }

    /** API_ListTables: at most 100, in pages. */
    @Test
    void tables_are_listed_in_pages() {
        String one = db.table(request -> request.tableName("list-a"));
        String two = db.table(request -> request.tableName("list-b"));
        var page = db.client.listTables(r -> r.limit(1).exclusiveStartTableName("list-"));
        assertThat(page.tableNames()).containsExactly(one);
        assertThat(page.lastEvaluatedTableName()).isEqualTo(one);
        assertThat(db.client.listTables(r -> r.exclusiveStartTableName(one)).tableNames())
                .first()
                .isEqualTo(two);
        refused(() -> db.client.listTables(r -> r.limit(101)), "ValidationException", "limit");
    }

    /** API_UpdateTimeToLive: one change an hour. API_DescribeTimeToLive. */
    @Test
    void time_to_live_is_turned_on_and_off_once_an_hour() {
        String name = db.table();
        assertThat(timeToLive(name)).isEqualTo(TimeToLiveStatus.DISABLED);
        refused(
                () -> timeToLive(name, "expiresAt", false),
                "ValidationException",
                "TimeToLive is already disabled");
        timeToLive(name, "expiresAt", true);
        assertThat(timeToLive(name)).isEqualTo(TimeToLiveStatus.ENABLED);
        refused(
                () -> timeToLive(name, "expiresAt", true),
                "ValidationException",
                "TimeToLive is already enabled");
        refused(
                () -> timeToLive(name, "other", true),
                "ValidationException",
                "active on a different AttributeName: current AttributeName is expiresAt");
        refused(
                () -> timeToLive(name, "expiresAt", false),
                "ValidationException",
                "modified multiple times within a fixed interval");
        db.aws.clock.pass(Duration.ofHours(1));
        timeToLive(name, "expiresAt", false);
        assertThat(timeToLive(name)).isEqualTo(TimeToLiveStatus.DISABLED);
    }

    private static void timeToLive(String table, String attribute, boolean enabled) {
        db.client.updateTimeToLive(r ->
                r.tableName(table)
                        .timeToLiveSpecification(t -> t.attributeName(attribute).enabled(enabled)));
    }

    private static TimeToLiveStatus timeToLive(String table) {
        return db.client
                .describeTimeToLive(r -> r.tableName(table))
                .timeToLiveDescription()
                .timeToLiveStatus();
    }

    /** Developer guide, "Time to Live": expired items go within a few days, not at once. */
    @Test
    void an_expired_item_stays_for_now() {
        String name = db.table();
        timeToLive(name, "expiresAt", true);
        db.put(
                name,
                Map.of("id", DynamoDbFixture.text("a"), "expiresAt", DynamoDbFixture.number("1")));
        assertThat(db.item(name, "a")).isNotEmpty();
    }

    /** API_DescribeContinuousBackups and API_UpdateContinuousBackups. */
    @Test
    void point_in_time_recovery_is_off_until_it_is_turned_on() {
        String name = db.table();
        assertThat(recovery(name)).isEqualTo("DISABLED");
        db.client.updateContinuousBackups(r ->
                r.tableName(name)
                        .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
        assertThat(recovery(name)).isEqualTo("ENABLED");
        refused(() -> recovery("nothing"), "TableNotFoundException", "Table not found: nothing");
    }

    private static String recovery(String table) {
        return db.client
                .describeContinuousBackups(r -> r.tableName(table))
                .continuousBackupsDescription()
                .pointInTimeRecoveryDescription()
                .pointInTimeRecoveryStatusAsString();
    }

    /** API_GetItem, TableName: the name or the ARN. */
    @Test
    void a_table_goes_by_its_arn_too() {
        String name = db.table();
        db.put("arn:aws:dynamodb:us-east-1:000000000000:table/" + name, key("a"));
        assertThat(db.item(name, "a")).isEqualTo(key("a"));
        refused(
                () -> db.item("arn:aws:dynamodb:eu-west-1:000000000000:table/" + name, "a"),
                "ResourceNotFoundException",
                "");
    }
}
