package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.usher.ledger.DynamoDbTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code usher doctor}: in order, without settings or a way to AWS, and at broken ledgers. */
final class DoctorTest {
    @TempDir private static Path folder;
    private Patient patient;

    @BeforeEach
    void admit() {
        patient = Ward.admit(folder);
    }

    @AfterEach
    void clear() {
        Ward.clear();
    }

    @Test
    void a_set_up_in_order_passes() {
        Commands.Run run = patient.examine();
        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out()).doesNotContain("failed");
        assertThat(run.err()).contains("0 failed");
    }

    @Test
    void json_has_the_same_findings() throws Exception {
        patient.with("USHER_LEDGER", "none");
        Commands.Run run = patient.examine("--json");
        assertThat(run.code()).isZero();
        JsonNode array = new JsonMapper().readTree(run.out());
        assertThat(array.isArray()).isTrue();
        assertThat(array).hasSize((int) patient.examine().out().lines().count() - 1);
        assertThat(array)
                .anySatisfy(each -> {
                    assertThat(each.path("check").asString("")).isEqualTo("ledger");
                    assertThat(each.path("subject").asString("")).isEqualTo("none");
                    assertThat(each.path("status").asString("")).isEqualTo("warning");
                    assertThat(each.path("found").asString("")).contains("two users");
                    assertThat(each.path("fix").asString("")).contains("USHER_LEDGER");
                })
                .anySatisfy(each -> assertThat(each.path("fix").isNull()).isTrue());
    }

    @Test
    void a_misspelt_setting_is_named_with_the_one_that_was_meant() {
        patient.with("USHER_REPLY_QUEUS", "x");
        patient.says(1, "failed settings - 'USHER_REPLY_QUEUS'", "did you mean USHER_REPLY_QUEUE");
    }

    @Test
    void what_can_be_looked_at_is_where_a_setting_is_missing() {
        patient.environment.remove("USHER_REPLY_QUEUE");
        patient.says(1, "failed settings USHER_REPLY_QUEUE is required;", "fix it");
        patient.says(1, "skipped queue USHER_REPLY_QUEUE");
        patient.says(1, "ok secret");
        patient.says(1, "ok redrive " + patient.name);
    }

    @Test
    void a_ledger_that_is_none_of_the_kinds_is_named() {
        patient.with("USHER_LEDGER", "mysql:x");
        patient.says(1, "failed settings USHER_LEDGER must be sqlite:PATH, dynamodb:TABLE or none");
        patient.says(1, "skipped ledger USHER_LEDGER");
    }

    @Test
    void a_region_that_nobody_set_is_named() {
        Sdk.without("region");
        patient.says(1, "failed region AWS", "set AWS_REGION");
        patient.says(1, "ok ledger");
    }

    @Test
    void credentials_that_nobody_gave_are_named() {
        Sdk.without("accessKeyId", "secretAccessKey");
        patient.says(1, "failed credentials AWS", "give the worker a role");
    }

    @Test
    void expired_credentials_are_named() {
        Ward.refuse("GetQueueUrl", "ExpiredToken");
        Ward.refuse("GetSecretValue", "ExpiredTokenException");
        patient.says(1, "failed queue", "ExpiredToken", "give the worker valid AWS credentials");
    }

    @Test
    void an_endpoint_where_nobody_answers_is_named() {
        System.setProperty("aws.endpointUrl", "http://127.0.0.1:9");
        patient.says(1, "failed queue SQS can't be reached", "AWS_ENDPOINT_URL");
        patient.says(1, "failed secret", "Secrets Manager was not reached", "check the network");
        patient.says(1, "failed pool Cognito can't be reached", "AWS_ENDPOINT_URL");
    }

    @Test
    void a_ledger_in_a_folder_that_is_not_there_is_named() {
        patient.with("USHER_LEDGER", "sqlite:" + folder.resolve("no/such.db"));
        patient.says(1, "failed ledger", "its folder is not there", "correct USHER_LEDGER");
    }

    @Test
    void a_ledger_that_is_a_device_is_named() {
        patient.with("USHER_LEDGER", "sqlite:/dev/null");
        patient.says(1, "failed ledger", "is no file", "USHER_LEDGER");
    }

    @Test
    void a_ledger_that_is_a_folder_is_named() {
        patient.with("USHER_LEDGER", "sqlite:" + folder);
        patient.says(1, "failed ledger", "is a folder", "USHER_LEDGER");
    }

    @Test
    void a_ledger_that_is_a_file_of_another_kind_is_named() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "these are my notes, no ledger");
        patient.with("USHER_LEDGER", "sqlite:" + file);
        patient.says(1, "failed ledger", "a file of another kind", "another file");
    }

    @Test
    void a_table_that_is_not_there_is_named() {
        tables();
        patient.with("USHER_LEDGER", "dynamodb:no-such-table");
        patient.says(
                1, "failed ledger no-such-table", "ResourceNotFoundException", "make the table");
    }

    @Test
    void a_table_with_another_key_is_named() {
        DynamoDbTables tables = tables();
        tables.make(patient.name, "key", ScalarAttributeType.S);
        patient.with("USHER_LEDGER", "dynamodb:" + patient.name);
        patient.says(
                1, "failed ledger", "ValidationException", "partition key 'id' of type String");
    }

    @Test
    void a_table_without_time_to_live_is_named() {
        patient.with("USHER_LEDGER", "dynamodb:" + tables().make());
        patient.says(0, "warning ledger", "no time to live", "AttributeName=expiresAt");
        patient.says(0, "warning ledger", "one call deletes it", "--deletion-protection-enabled");
    }

    @Test
    void a_table_whose_time_to_live_goes_by_something_else_is_named() {
        String table = timed("leaseUntil");
        patient.with("USHER_LEDGER", "dynamodb:" + table);
        patient.says(1, "failed ledger " + table, "goes by leaseUntil", "AttributeName=expiresAt");
    }

    @Test
    void a_table_in_order_is_left_without_an_item() {
        String table = timed("expiresAt");
        patient.with("USHER_LEDGER", "dynamodb:" + table);
        patient.says(0, "ok ledger " + table, "dynamodb:PutItem and dynamodb:GetItem are allowed");
        assertThat(tables().items(table)).isEmpty();
    }

    @Test
    void an_address_that_the_worker_can_t_have_is_named() {
        patient.with("USHER_HTTP_ADDRESS", "192.0.2.1:8080");
        patient.says(1, "failed address 192.0.2.1:8080", "USHER_HTTP_ADDRESS");
    }

    @Test
    void an_address_that_is_none_is_not_looked_for() {
        patient.with("USHER_HTTP_ADDRESS", "8080");
        patient.says(1, "skipped address USHER_HTTP_ADDRESS", "the setting is wrong");
    }

    @Test
    void a_clock_that_is_off_is_named() {
        patient.at(Instant.now().plus(Duration.ofMinutes(10)));
        patient.says(1, "failed clock -", "ahead of SQS's", "NTP");
        patient.at(Instant.now().minus(Duration.ofSeconds(50)));
        patient.says(0, "warning clock -", "behind SQS's", "NTP");
    }

    private static DynamoDbTables tables() {
        DynamoDbTables tables = DynamoDbTables.shared();
        System.setProperty("aws.endpointUrlDynamoDb", tables.endpoint().toString());
        return tables;
    }

    private static String timed(String attribute) {
        DynamoDbTables tables = tables();
        String table = tables.make();
        try (DynamoDbClient client = tables.client(1)) {
            client.updateTimeToLive(r ->
                    r.tableName(table)
                            .timeToLiveSpecification(
                                    t -> t.enabled(true).attributeName(attribute)));
        }
        return table;
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 403, 500})
    void what_answers_and_is_no_aws_is_told_from_a_fault_of_queue_and_secret(int status) {
        try (Portal portal = new Portal(status)) {
            System.setProperty("aws.endpointUrl", portal.url());
            patient.says(
                    1, "failed queue SQS what answers gives no error code", "AWS_ENDPOINT_URL");
            patient.says(1, "failed secret", "HTTP " + status, "AWS_ENDPOINT_URL", "and proxies");
            patient.says(1, "failed", "cognito-idp:", "HTTP " + status, "prox");
            assertThat(patient.examine().out())
                    .doesNotContain("put-secret-value", "allow the worker sqs:", "are allowed");
        }
    }

    @Test
    void an_endpoint_with_a_path_is_none_that_the_role_could_mend() {
        System.setProperty("aws.endpointUrl", System.getProperty("aws.endpointUrl") + "/aws");
        assertThat(patient.examine().out())
                .contains("AWS_ENDPOINT_URL")
                .doesNotContain("put-secret-value", "allow the worker sqs:");
    }

    @Test
    void an_endpoint_without_a_scheme_is_named() {
        patient.with("AWS_ENDPOINT_URL", "127.0.0.1:14566");
        patient.says(
                1,
                "failed endpoint AWS_ENDPOINT_URL is no URL",
                "begin it with http:// or https://");
        patient.says(1, "skipped queue - not looked at");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:14566", "localhost:14566"})
    void an_endpoint_that_the_sdk_finds_elsewhere_and_can_t_take_is_named(String value) {
        System.setProperty("aws.endpointUrl", value);
        patient.says(
                1, "failed queue - the look ended in", "AWS_ENDPOINT_URL", "http:// or https://");
        patient.says(1, "ok ledger");
    }

    @Test
    void a_problem_is_said_once() {
        patient.with("USHER_GROUPS", ",");
        patient.says(1, "failed settings USHER_GROUPS has an empty item");
        assertThat(patient.examine().out()).containsOnlyOnce("has an empty item");
    }

    @Test
    void a_ledger_where_no_files_are_kept_is_named() {
        assumeThat(Path.of("/proc")).isDirectory().isWritable();
        patient.with("USHER_LEDGER", "sqlite:/proc/x.db");
        patient.says(1, "failed ledger /proc/x.db is on proc", "on a disk of this machine");
    }
}
