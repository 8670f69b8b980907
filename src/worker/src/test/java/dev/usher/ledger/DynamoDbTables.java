package dev.usher.ledger;

import com.almworks.sqlite4java.SQLite;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * DynamoDB Local, in memory, in this process and on its loopback, with the tables that a test asks
 * for. It takes any credentials, and its tables are the same for all of them.
 */
public final class DynamoDbTables implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Server server;
    private final LocalDynamoDBServerHandler handler;
    private final URI endpoint;
    private final DynamoDbClient client;

    /** Started when first asked for, and there until the JVM ends: a start takes two seconds. */
    private static final class Shared {
        static final DynamoDbTables TABLES = start();
    }

    private DynamoDbTables() throws Exception {
        this.handler =
                new LocalDynamoDBServerHandler(
                        new LocalDynamoDBRequestHandler(0, true, null, true, false), null);
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setDaemon(true);
        this.server = new Server(threads);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new ContextHandler(handler, "/"));
        server.start();
        this.endpoint = URI.create("http://127.0.0.1:" + connector.getLocalPort());
        this.client =
                located(
                                endpoint,
                                DynamoDbClient.builder()
                                        .httpClientBuilder(Apache5HttpClient.builder()))
                        .build();
        warmUp();
    }

    /** The first calls take seconds, more than the ledger's client waits. */
    private void warmUp() {
        String name = make();
        client.putItem(r -> r.tableName(name).item(Map.of("id", AttributeValue.fromS("warm"))));
        items(name);
        delete(name);
    }

    private static DynamoDbClientBuilder located(URI endpoint, DynamoDbClientBuilder builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("local", "local")));
    }

    /**
     * @throws org.opentest4j.TestAbortedException on a machine that DynamoDB Local has no native
     *     library for
     */
    public static DynamoDbTables start() {
        try {
            SQLite.setLibraryPath(nativeLibrary().toString());
            Logger.getLogger("com.almworks.sqlite4java").setLevel(Level.WARNING);
            return new DynamoDbTables();
        } catch (Exception e) {
            throw new AssertionError("DynamoDB Local does not start", e);
        }
    }

    /** One for all tests of this JVM, which need not close it. */
    public static DynamoDbTables shared() {
        return Shared.TABLES;
    }

    /** They lie beside each other in Maven's repository, where nothing puts them on a path. */
    private static Path nativeLibrary() throws IOException, URISyntaxException {
        String os = System.getProperty("os.name").startsWith("Mac") ? "osx" : "linux-amd64";
        Assumptions.assumeTrue(
                List.of("amd64", "x86_64").contains(System.getProperty("os.arch")),
                "DynamoDB Local has a native library for x86-64 alone");
        Path jar =
                Path.of(SQLite.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path version = jar.getParent();
        Path group = version.getParent().getParent();
        Path library = group.resolve("libsqlite4java-" + os).resolve(version.getFileName());
        try (Stream<Path> files = Files.list(library)) {
            if (files.noneMatch(file -> file.getFileName().toString().contains(os))) {
                throw new IOException("no library in " + library);
            }
        }
        return library;
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
        String name = "ledger-" + NAMES.incrementAndGet();
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
    }

    /** Deletes the table with all that is in it, if it is there. */
    public void delete(String name) {
        try {
            client.deleteTable(r -> r.tableName(name));
        } catch (ResourceNotFoundException e) {
            // As wanted.
        }
    }

    /** All that stands in the table. */
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
        return builder.overrideConfiguration(configuration.build()).build();
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError("DynamoDB Local does not stop", e);
        }
        handler.close();
    }
}
