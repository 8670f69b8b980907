package dev.usher.ledger;

import static dev.usher.ledger.Rows.NOW;
import static dev.usher.ledger.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usher.flow.Ledger.Written;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** As many writes as there are requests in hand are on the wire at once. */
class DynamoDbCrowdTest {
    private static final int CONCURRENCY = 64;
    private static final String BIRTH =
            "{\"Item\":{\"id\":{\"S\":\"birth\"},\"birth\":{\"S\":\"b\"},\"bornAt\":{\"N\":\"0\"}}}";

    private volatile CountDownLatch crowd = new CountDownLatch(0);

    @Test
    void requests_in_hand_do_not_wait_for_one_another() throws Exception {
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), CONCURRENCY);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
            URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            try (DynamoDbClient client = DynamoDbTables.client(endpoint, CONCURRENCY)) {
                DynamoDbLedger ledger =
                        new DynamoDbLedger(client, "ledger", () -> NOW, Duration.ofDays(30));
                ledger.take(row("warm", 1), NOW);
                boolean together = false;
                for (int tries = 0; tries < 3 && !together; tries++) {
                    crowd = new CountDownLatch(CONCURRENCY);
                    List<Future<Written>> written = new ArrayList<>();
                    for (int i = 0; i < CONCURRENCY; i++) {
                        String id = "row-" + tries + "-" + i;
                        written.add(threads.submit(() -> ledger.take(row(id, 1), NOW)));
                    }
                    together = allDone(written);
                }
                assertThat(together).isTrue();
            }
        } finally {
            server.stop(0);
        }
    }

    /** False where a slow machine kept some of the crowd away for too long. */
    private static boolean allDone(List<Future<Written>> written) throws InterruptedException {
        boolean all = true;
        for (Future<Written> each : written) {
            try {
                all &= each.get() instanceof Written.Done;
            } catch (ExecutionException e) {
                all = false;
            }
        }
        return all;
    }

    /** A put is answered once the whole crowd stands here with theirs. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean put = exchange.getRequestHeaders().getFirst("x-amz-target").endsWith("PutItem");
            exchange.getRequestBody().readAllBytes();
            boolean together = true;
            if (put) {
                crowd.countDown();
                together = crowd.await(1_500, TimeUnit.MILLISECONDS);
            }
            byte[] body = (put ? "{}" : BIRTH).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(together ? 200 : 400, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
