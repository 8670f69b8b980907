package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.app.Account;
import dev.usher.ledger.DynamoDbTables;
import dev.usher.local.Faults;
import dev.usher.local.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** {@code usher doctor} at broken set-ups: each is named, with its mend. */
final class DoctorTest {
    private static Account account;
    private static SqsClient sqs;

    @TempDir private static Path folder;
    private Patient patient;

    @BeforeAll
    static void start() {
        account = new Account(Options.standard().withQuotas(false));
        sqs = Account.sqs(account.aws.endpoint());
    }

    @AfterAll
    static void stop() {
        Sdk.forget();
        sqs.close();
        account.close();
    }

    @BeforeEach
    void admit() {
        Sdk.pointAt(account);
        patient = new Patient(account, sqs, folder);
    }

    @AfterEach
    void clear() {
        account.aws.faults().clear();
    }

    private static void refuse(String operation, String code) {
        account.aws
                .faults()
                .add(
                        Faults.Rule.next(operation, Faults.Kind.ERROR_BEFORE, 1000)
                                .withError(code, 400));
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
                    assertThat(each.path("check").asText()).isEqualTo("ledger");
                    assertThat(each.path("subject").asText()).isEqualTo("none");
                    assertThat(each.path("status").asText()).isEqualTo("warning");
                    assertThat(each.path("found").asText()).contains("two users");
                    assertThat(each.path("mend").asText()).contains("USHER_LEDGER");
                })
                .anySatisfy(each -> assertThat(each.path("mend").isNull()).isTrue());
    }

    // Settings.

    @Test
    void a_misspelt_setting_is_named_with_the_one_that_was_meant() {
        patient.with("USHER_REPLY_QUEUS", "x");
        patient.says(1, "failed settings - 'USHER_REPLY_QUEUS'", "did you mean USHER_REPLY_QUEUE");
    }

    @Test
    void what_can_be_looked_at_is_where_a_setting_is_missing() {
        patient.environment.remove("USHER_REPLY_QUEUE");
        patient.says(1, "failed settings USHER_REPLY_QUEUE is required;", "mend it");
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

    // Region, credentials, the way there.

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
        refuse("GetQueueUrl", "ExpiredToken");
        refuse("GetSecretValue", "ExpiredTokenException");
        patient.says(1, "failed queue", "ExpiredToken", "give the worker valid AWS credentials");
    }

    @Test
    void an_endpoint_where_nobody_answers_is_named() {
        System.setProperty("aws.endpointUrl", "http://127.0.0.1:9");
        patient.says(1, "failed queue SQS can't be reached", "AWS_ENDPOINT_URL");
        patient.says(1, "failed secret", "Secrets Manager was not reached", "check the network");
        patient.says(1, "failed pool Cognito can't be reached", "AWS_ENDPOINT_URL");
    }

    // Queues.

    @Test
    void a_request_queue_that_is_not_there_is_named() {
        patient.with("USHER_REQUEST_QUEUE", "nowhere");
        patient.says(1, "failed queue nowhere", "USHER_REQUEST_QUEUE", "create the queue");
    }

    @Test
    void a_named_reply_queue_that_is_not_there_is_named() {
        patient.with("USHER_REPLY_QUEUES", "nowhere");
        patient.says(1, "failed queue nowhere", "USHER_REPLY_QUEUES", "create the queue");
    }

    @Test
    void a_dead_letter_queue_that_is_not_there_is_named() {
        patient.with("USHER_DEAD_LETTER_QUEUE", "nowhere");
        patient.says(1, "failed queue nowhere", "USHER_DEAD_LETTER_QUEUE", "create the queue");
    }

    @Test
    void one_queue_under_two_names_is_found() {
        patient.with("USHER_REPLY_QUEUE", patient.requests);
        patient.says(1, "failed queue " + patient.name + " is both", "must be different queues");
    }

    @Test
    void a_dead_letter_queue_that_replies_go_to_is_found() {
        patient.with("USHER_REPLY_QUEUE", patient.dead);
        patient.says(1, "failed queue " + patient.name + "-dead is both", "USHER_REPLY_QUEUE");
    }

    @Test
    void a_request_queue_without_redrive_is_named() {
        patient.with("USHER_REQUEST_QUEUE", patient.queue(patient.name + "-bare", Map.of()));
        patient.says(1, "failed redrive", "nowhere for dead letters", "USHER_DEAD_LETTER_QUEUE");
    }

    @Test
    void redrive_may_be_missing_where_a_dead_letter_queue_is_set() {
        patient.with("USHER_REQUEST_QUEUE", patient.queue(patient.name + "-bare", Map.of()));
        patient.with("USHER_DEAD_LETTER_QUEUE", patient.dead);
        patient.says(0, "warning redrive", "again and again", "RedrivePolicy");
    }

    @Test
    void a_redrive_after_few_receives_is_named() {
        patient.set(patient.requests, patient.redrive(patient.dead, 3));
        patient.says(0, "warning redrive", "maxReceiveCount is 3", "set-queue-attributes");
    }

    @Test
    void a_redrive_to_another_queue_than_the_set_one_is_named() {
        patient.with("USHER_DEAD_LETTER_QUEUE", patient.queue(patient.name + "-grave", Map.of()));
        patient.says(0, "warning redrive", patient.name + "-grave", "look in both");
    }

    @Test
    void a_dead_letter_queue_with_a_redrive_of_its_own_is_named() {
        String next = patient.queue(patient.name + "-next", Map.of());
        patient.set(patient.dead, patient.redrive(next, 5));
        patient.says(
                1, "failed redrive " + patient.name + "-dead has one of its own", "RedrivePolicy");
    }

    @Test
    void a_queue_that_delays_is_named() {
        patient.set(patient.requests, Map.of(QueueAttributeName.DELAY_SECONDS, "90"));
        patient.says(0, "warning delay " + patient.name, "90s", "DelaySeconds=0");
    }

    @Test
    void a_queue_that_hides_nothing_is_named() {
        patient.set(patient.requests, Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "0"));
        patient.says(0, "warning visibility " + patient.name, "VisibilityTimeout=30");
    }

    // What may be done with the queues.

    @Test
    void a_worker_that_may_not_delete_is_found() {
        refuse("DeleteMessageBatch", "AccessDenied");
        patient.says(
                1, "failed permission " + patient.name, "sqs:DeleteMessage is refused", "allow");
    }

    @Test
    void a_worker_that_may_not_receive_is_found() {
        refuse("ReceiveMessage", "AccessDenied");
        patient.says(
                1, "failed permission " + patient.name, "sqs:ReceiveMessage is refused", "allow");
    }

    @Test
    void a_worker_that_may_not_send_is_found() {
        refuse("SendMessageBatch", "AccessDenied");
        patient.says(
                1,
                "failed permission " + patient.name + "-replies",
                "sqs:SendMessage is refused",
                "allow");
    }

    @Test
    void what_nothing_harmless_can_prove_is_left_to_iam() {
        patient.says(
                0,
                "skipped permission sqs:SendMessage",
                "aws iam simulate-principal-policy",
                "arn:aws:sqs:us-east-1:000000000000:" + patient.name + "-dead");
    }

    @Test
    void a_worker_that_may_not_read_attributes_is_found() {
        refuse("GetQueueAttributes", "AccessDenied");
        patient.with("USHER_DEAD_LETTER_QUEUE", patient.dead);
        patient.says(1, "failed queue " + patient.name, "allow the worker sqs:GetQueueAttributes");
        patient.says(1, "warning queue " + patient.name + "-replies", "sqs:GetQueueAttributes");
    }

    @Test
    void a_key_that_may_not_be_used_is_named_as_such() {
        refuse("DeleteMessageBatch", "KMS.AccessDeniedException");
        patient.says(1, "failed permission " + patient.name, "KmsAccessDenied", "kms:Decrypt");
    }

    // The secret.

    @Test
    void a_secret_that_is_not_there_is_named() {
        patient.with("USHER_SECRET_ID", "none-such");
        patient.says(1, "failed secret none-such", "no such secret", "create it");
        patient.says(1, "skipped client", "they need the secret");
    }

    @Test
    void a_secret_that_may_not_be_read_is_named() {
        refuse("GetSecretValue", "AccessDeniedException");
        patient.says(1, "failed secret", "no permission", "secretsmanager:GetSecretValue");
    }

    @Test
    void a_secret_that_is_no_json_is_named_and_not_shown() {
        patient.secretText("{\"clientSecret\": \"half-a-secret-that-nobody-may-see");
        patient.says(1, "failed secret", "must be valid JSON", "put-secret-value");
        assertThat(patient.examine("--json").code()).isEqualTo(1);
    }

    @Test
    void a_key_that_is_too_short_is_named_and_not_shown() {
        patient.secret("a-client-secret-of-its-own-1", Patient.key(16));
        patient.says(1, "failed secret", "temporaryPasswordKey", "openssl rand -base64 32");
        assertThat(patient.examine("--json").code()).isEqualTo(1);
    }

    // The pool.

    @Test
    void a_pool_that_is_not_there_is_named() {
        patient.with("USHER_USER_POOL_ID", "us-east-1_Nowhere00");
        patient.says(
                1, "failed pool us-east-1_Nowhere00", "no such user pool", "USHER_USER_POOL_ID");
    }

    @Test
    void a_pool_of_another_region_is_named() {
        patient.with("USHER_USER_POOL_ID", "eu-west-1_Nowhere00");
        patient.says(1, "failed region eu-west-1_Nowhere00", "set AWS_REGION to eu-west-1");
    }

    @Test
    void what_is_no_pool_id_is_named() {
        patient.with("USHER_USER_POOL_ID", "people");
        patient.says(1, "failed pool people is no user pool's id", "set USHER_USER_POOL_ID");
    }

    @Test
    void a_pool_that_demands_a_second_factor_is_named() {
        patient.pool(r -> r.mfaConfiguration("ON"), r -> r.generateSecret(true));
        patient.says(0, "warning pool", "answered challenged", "make MFA optional");
    }

    @Test
    void an_attribute_that_the_pool_requires_and_nobody_may_set_is_named() {
        patient.pool(
                r -> r.schema(a -> a.name("email").required(true)), r -> r.generateSecret(true));
        patient.with("USHER_ATTRIBUTES", "name");
        patient.says(1, "failed pool", "requires email", "USHER_ATTRIBUTES");
    }

    @Test
    void an_attribute_that_the_pool_does_not_have_is_named() {
        patient.with("USHER_ATTRIBUTES", "email,custom:tier");
        patient.says(0, "warning pool", "no attribute custom:tier", "USHER_ATTRIBUTES");
    }

    @Test
    void a_pool_that_one_call_could_delete_is_named() {
        patient.pool(r -> r.deletionProtection("INACTIVE"), r -> r.generateSecret(true));
        patient.says(0, "warning pool", "one call deletes it", "deletion protection");
    }

    @Test
    void a_group_that_is_not_in_the_pool_is_named() {
        patient.with("USHER_GROUPS", "staff");
        patient.says(1, "failed group staff is not in the pool", "create-group");
    }

    @Test
    void groups_are_left_alone_where_they_may_not_be_looked_at() {
        refuse("GetGroup", "AccessDeniedException");
        patient.with("USHER_GROUPS", "staff");
        patient.says(0, "skipped group staff", "cognito-idp:GetGroup", "doctor-policy.json");
    }

    @Test
    void a_worker_that_may_not_delete_users_is_found() {
        refuse("AdminDeleteUser", "AccessDeniedException");
        patient.says(
                1,
                "failed permission",
                "cognito-idp:AdminDeleteUser",
                "let the worker's role make this call");
    }

    @Test
    void a_worker_that_may_not_describe_the_pool_goes_on() {
        refuse("DescribeUserPool", "AccessDeniedException");
        patient.says(0, "warning permission", "cognito-idp:DescribeUserPool", "make this call");
    }

    // The app client.

    @Test
    void a_client_that_is_not_there_is_named() {
        patient.with("USHER_CLIENT_ID", "abcdefghijklmnopqrstuvwxyz");
        patient.says(1, "failed client abcdefgh", "no such app client", "mend USHER_CLIENT_ID");
    }

    @Test
    void a_client_without_the_flow_is_named() {
        patient.pool(
                r -> {},
                r ->
                        r.generateSecret(true)
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH,
                                        ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH));
        patient.says(
                1,
                "failed client",
                "ADMIN_USER_PASSWORD_AUTH, so",
                "ALLOW_ADMIN_USER_PASSWORD_AUTH");
    }

    @Test
    void a_client_without_refresh_is_named() {
        patient.pool(
                r -> {},
                r ->
                        r.generateSecret(true)
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH));
        patient.says(0, "warning client", "refresh requests will fail", "ALLOW_REFRESH_TOKEN_AUTH");
    }

    @Test
    void a_client_secret_that_is_wrong_is_named_and_not_shown() {
        patient.secret("not-the-secret-of-that-client", patient.key);
        patient.secret("not-that-secret-either-but-newer", patient.key);
        patient.says(1, "failed client", "its secret is not the one", "clientSecret");
        patient.says(1, "failed client", "NotAuthorizedException", "clientSecret");
        assertThat(patient.examine("--json").code()).isEqualTo(1);
    }

    @Test
    void a_client_secret_that_was_put_too_early_is_named() {
        patient.secret("the-secret-of-the-next-client", patient.key);
        patient.says(0, "warning client", "is the one before", "clientSecret");
    }

    @Test
    void a_client_with_a_secret_that_the_worker_lacks_is_named() {
        patient.secret(null, patient.key);
        patient.secret(null, Patient.key(32));
        patient.says(1, "failed client", "has a secret, and the worker has none", "clientSecret");
    }

    @Test
    void a_client_without_the_secret_that_the_worker_has_is_named() {
        patient.pool(r -> {}, r -> {});
        patient.secret("a-secret-that-is-not-wanted", patient.key);
        patient.secret("a-secret-that-is-not-wanted-now", patient.key);
        patient.says(1, "failed client", "has no secret", "take clientSecret out");
    }

    // The ledger and the clock.

    @Test
    void a_ledger_in_a_folder_that_is_not_there_is_named() {
        patient.with("USHER_LEDGER", "sqlite:" + folder.resolve("no/such.db"));
        patient.says(1, "failed ledger", "its folder is not there", "mend USHER_LEDGER");
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
}
