package dev.usher.ledger;

import dev.usher.emulator.EmbeddedAws;
import dev.usher.emulator.Options;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * The emulator's DynamoDB, in this process, with the tables that a test asks for. It takes any
 * credentials, and its tables are the same for all of them. The system property {@code
 * usher.dynamodb.endpoint} names another DynamoDB to use in its place (scripts/check-dynamodb).
 */
public final class DynamoDbTables implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final @Nullable String OUTSIDE = System.getProperty("usher.dynamodb.endpoint");

    private final @Nullable EmbeddedAws aws;
    private final URI endpoint;
    private final DynamoDbClient client;

    /** Started when first asked for, and there until the JVM ends. */
    private static final class Shared {
        static final DynamoDbTables TABLES = start();
    }

    private DynamoDbTables() {
        this.aws = OUTSIDE == null ? EmbeddedAws.start(Options.standard()) : null;
        this.endpoint = aws == null ? URI.create(OUTSIDE) : aws.endpoint();
        this.client =
                located(
                                endpoint,
                                DynamoDbClient.builder()
                                        .httpClientBuilder(Apache5HttpClient.builder()))
                        .build();
    }

    private static DynamoDbClientBuilder located(URI endpoint, DynamoDbClientBuilder builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("local", "local")));
    }

    public static DynamoDbTables start() {
        return new DynamoDbTables();
    }

    /** One for all tests of this JVM, which need not close it. */
    public static DynamoDbTables shared() {
        return Shared.TABLES;
    }

    /** Whether it is another DynamoDB than the emulator's. */
    static boolean outside() {
        return OUTSIDE != null;
    }

    public URI endpoint() {
        return endpoint;
    }

    /** The AWS SDK's variables that lead a worker's ledger, and nothing else, here. */
    public Map<String, String> environment() {
        return Map.of("AWS_ENDPOINT_URL_DYNAMODB", endpoint.toString());
    }

    /** A table as the README says, under a name of its own. */
    public String make() {
        String name = "ledger-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
        make(name);
        return name;
    }

    /** A table as the README says. */
    public void make(String name) {
        make(name, "id", ScalarAttributeType.S);
    }

    /** A table with another key. */
    public void make(String name, String key, ScalarAttributeType type) {
        client.createTable(r ->
                r.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(a -> a.attributeName(key).attributeType(type))
                        .keySchema(k -> k.attributeName(key).keyType(KeyType.HASH)));
        await(() ->
                client.describeTable(r -> r.tableName(name)).table().tableStatus()
                        == TableStatus.ACTIVE);
    }

    private static void await(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Deletes the table with all that is in it, if it is there. */
    public void delete(String name) {
        try {
            client.deleteTable(r -> r.tableName(name));
            // Ends with the exception.
            await(() -> client.describeTable(r -> r.tableName(name)).table() == null);
        } catch (ResourceNotFoundException e) {
            // As wanted.
        }
    }

    /** All items of the table. */
    public List<Map<String, AttributeValue>> items(String name) {
        return client.scanPaginator(r -> r.tableName(name).consistentRead(true)).items().stream()
                .toList();
    }

    /** A client as the ledger has it, but for where it leads. */
    public DynamoDbClient client(int concurrency, ExecutionInterceptor... interceptors) {
        return client(endpoint, concurrency, interceptors);
    }

    static DynamoDbClient client(
            URI endpoint, int concurrency, ExecutionInterceptor... interceptors) {
        DynamoDbClientBuilder builder = located(endpoint, DynamoDbLedger.configured(concurrency));
        var configuration = builder.overrideConfiguration().toBuilder();
        List.of(interceptors).forEach(configuration::addExecutionInterceptor);
        DynamoDbClient made = builder.overrideConfiguration(configuration.build()).build();
        return outside() ? showingRefusals(made) : made;
    }

    /**
     * Reads the item that a condition failed on, where the server does not answer with it: dynalite
     * 4.0.0 does not have ReturnValuesOnConditionCheckFailure.
     */
    private static DynamoDbClient showingRefusals(DynamoDbClient client) {
        return (DynamoDbClient)
                Proxy.newProxyInstance(
                        DynamoDbClient.class.getClassLoader(),
                        new Class<?>[] {DynamoDbClient.class},
                        (proxy, method, arguments) -> {
                            try {
                                return method.invoke(client, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause() instanceof ConditionalCheckFailedException failed
                                                && arguments[0] instanceof PutItemRequest put
                                        ? showing(client, put, failed)
                                        : e.getCause();
                            }
                        });
    }

    private static ConditionalCheckFailedException showing(
            DynamoDbClient client, PutItemRequest put, ConditionalCheckFailedException failed) {
        return failed.toBuilder()
                .item(
                        client.getItem(r ->
                                        r.tableName(put.tableName())
                                                .key(Map.of("id", put.item().get("id")))
                                                .consistentRead(true))
                                .item())
                .build();
    }

    @Override
    public void close() {
        client.close();
        if (aws != null) {
            aws.close();
        }
    }
}
