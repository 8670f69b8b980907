package dev.usher.secrets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Secrets Manager with one secret, over HTTP. */
final class FakeSecretsManager implements AutoCloseable {
    /** For an answer without any secret in it. */
    static final String NOTHING = "nothing at all";

    /** SecretString by staging label. */
    final Map<String, String> stages = new ConcurrentHashMap<>();

    /** Error code by staging label; goes before what is in {@code stages}. */
    final Map<String, String> errors = new ConcurrentHashMap<>();

    /** Reads of the current version so far. */
    final AtomicInteger reads = new AtomicInteger();

    /** What every read waits for. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    private final HttpServer server;
    final SecretsManagerClient client;

    FakeSecretsManager() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        client =
                SecretsManagerClient.builder()
                        .endpointOverride(
                                URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("key", "secret")))
                        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .build();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = new ObjectMapper().readTree(exchange.getRequestBody());
        String stage = request.path("VersionStage").asString("");
        if (stage.equals("AWSCURRENT")) {
            reads.incrementAndGet();
        }
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String error =
                errors.getOrDefault(
                        stage, stages.containsKey(stage) ? "" : "ResourceNotFoundException");
        var response = new ObjectMapper().createObjectNode();
        if (error.isEmpty()) {
            String text = stages.get(stage);
            response.put("Name", "usher");
            if (!NOTHING.equals(text)) {
                response.put("SecretString", text);
            }
        } else {
            response.put("__type", error).put("message", "no");
        }
        byte[] body = response.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(error.isEmpty() ? 200 : 400, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    void vanish() {
        server.stop(0);
    }

    @Override
    public void close() {
        gate.countDown();
        client.close();
        server.stop(0);
    }
}
