package dev.usher.ledger;

import static dev.usher.ledger.Rows.NOW;
import static dev.usher.ledger.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.Ledger.Written;
import dev.usher.flow.OperatorFault;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Whatever puts the table out of reach is the operator's fault, and says its fix. */
class DynamoDbFaultsTest {
    private static final Duration RETENTION = Duration.ofDays(30);

    private final DynamoDbTables tables = DynamoDbTables.shared();
    private final String table = tables.make();
    private final DynamoDbClient client = tables.client(1);

    @AfterEach
    void close() {
        client.close();
        tables.delete(table);
    }

    private DynamoDbLedger open(DynamoDbClient by) {
        return new DynamoDbLedger(by, table, () -> NOW, RETENTION);
    }

    @Test
    void a_table_that_is_not_there() {
        tables.delete(table);
        assertThatThrownBy(() -> open(client))
                .isInstanceOf(OperatorFault.class)
                .hasMessage(
                        "the ledger dynamodb:%s is out of reach (ResourceNotFoundException); make the table %s with the partition key 'id' of type String, TTL on 'expiresAt'"
                                .formatted(table, table));
    }

    @Test
    void a_table_that_goes_and_comes_in_mid_run() {
        DynamoDbLedger ledger = open(client);
        tables.delete(table);
        assertThatThrownBy(() -> ledger.write(row("a", 1)))
                .isInstanceOf(OperatorFault.class)
                .hasMessageContaining("make the table " + table);
        assertThatThrownBy(() -> ledger.take(row("a", 1), NOW)).isInstanceOf(OperatorFault.class);
        assertThat(ledger.reachable()).isFalse();
        tables.make(table);
        assertThat(ledger.reachable()).isTrue();
        assertThat(ledger.take(row("a", 1), NOW)).isEqualTo(new Written.Done());
    }

    @ParameterizedTest
    @CsvSource({"name, S", "id, N"})
    void a_table_with_another_key(String key, ScalarAttributeType type) {
        tables.delete(table);
        tables.make(table, key, type);
        assertThatThrownBy(() -> open(client))
                .isInstanceOf(OperatorFault.class)
                .hasMessageContaining(table)
                .hasMessageContaining("(ValidationException)")
                .hasMessageContaining("the partition key 'id' of type String");
    }

    @Test
    void a_table_that_others_use() {
        client.putItem(r -> r.tableName(table).item(Map.of("id", AttributeValue.fromS("birth"))));
        assertThatThrownBy(() -> open(client))
                .isInstanceOf(OperatorFault.class)
                .hasMessageContaining(table)
                .hasMessageContaining("give it a table of its own");
    }

    @Test
    void an_item_that_nobody_can_read() {
        DynamoDbLedger ledger = open(client);
        ledger.write(row("a", 1));
        Map<String, AttributeValue> item =
                tables.items(table).stream()
                        .filter(each -> each.containsKey("writer"))
                        .findFirst()
                        .orElseThrow();
        for (String lacking : new String[] {"expiresAt", "revision", "gone", "identity"}) {
            Map<String, AttributeValue> broken = new HashMap<>(item);
            broken.remove(lacking);
            client.putItem(r -> r.tableName(table).item(broken));
            assertThatThrownBy(() -> ledger.write(row("a", 7)))
                    .as(lacking)
                    .isInstanceOf(OperatorFault.class)
                    .hasMessageContaining(table)
                    .hasMessageContaining("no newer version");
        }
    }

    @Test
    void an_endpoint_where_nobody_listens() {
        try (DynamoDbClient nobody = DynamoDbTables.client(URI.create("http://127.0.0.1:1"), 1)) {
            assertThatThrownBy(() -> open(nobody))
                    .isInstanceOf(OperatorFault.class)
                    .hasMessageContaining(table)
                    .hasMessageContaining("(SdkClientException)")
                    .hasMessageContaining("network");
        }
    }

    @Test
    void an_arn_that_is_none() {
        assertThatThrownBy(
                        () -> new DynamoDbLedger(client, "arn:aws:nonsense", () -> NOW, RETENTION))
                .isInstanceOf(OperatorFault.class)
                .hasMessageContaining("arn:aws:nonsense");
    }

    @Test
    void a_client_that_is_closed() {
        DynamoDbLedger ledger = open(client);
        client.close();
        assertThat(ledger.reachable()).isFalse();
        assertThatThrownBy(() -> ledger.write(row("a", 1))).isInstanceOf(OperatorFault.class);
    }

    @Test
    void a_failing_server_without_a_code_is_named_by_its_status() {
        try (DynamoDbClient failing =
                tables.client(
                        1,
                        throwing(
                                DynamoDbException.builder()
                                        .statusCode(503)
                                        .awsErrorDetails(AwsErrorDetails.builder().build())
                                        .build()))) {
            assertThatThrownBy(() -> open(failing))
                    .isInstanceOf(OperatorFault.class)
                    .hasMessageContaining("(HTTP 503); the trouble is DynamoDB's");
        }
    }

    private static ExecutionInterceptor throwing(AwsServiceException failure) {
        return new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(
                    Context.BeforeTransmission context, ExecutionAttributes attributes) {
                throw failure;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, dynamodb:PutItem and dynamodb:GetItem",
        "ProvisionedThroughputExceededException, capacity",
        "ThrottlingException, capacity",
        "RequestLimitExceeded, capacity",
        "UnrecognizedClientException, give the worker valid AWS credentials",
        "ExpiredTokenException, give the worker valid AWS credentials",
        "InternalServerError, network",
        "InternalServerError, the trouble is DynamoDB's",
        "ServiceUnavailable, the trouble is DynamoDB's",
        "NobodyKnowsException, 'check the worker''s region, endpoint'",
    })
    void what_dynamodb_says_is_named_and_its_words_are_not_quoted(String code, String fix) {
        ExecutionInterceptor failing =
                throwing(
                        DynamoDbException.builder()
                                .message("your item is {secret}")
                                .statusCode(400)
                                .awsErrorDetails(
                                        AwsErrorDetails.builder()
                                                .errorCode(code)
                                                .errorMessage("your item is {secret}")
                                                .build())
                                .build());
        try (DynamoDbClient refused = tables.client(1, failing)) {
            assertThatThrownBy(() -> open(refused))
                    .isInstanceOf(OperatorFault.class)
                    .hasMessageContaining(table)
                    .hasMessageContaining("(" + code + ")")
                    .hasMessageContaining(fix)
                    .hasMessageNotContaining("secret")
                    .hasNoCause();
        }
    }
}
