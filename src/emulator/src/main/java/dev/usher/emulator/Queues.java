package dev.usher.emulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** SQS: ElasticMQ, started when it is first asked for, since that takes some seconds. */
final class Queues implements AutoCloseable {
    private static final List<String> HANDED_ON = List.of("X-Amz-Target", "Content-Type");

    /** The operations that answer with queue URLs. */
    private static final Set<String> NAMING =
            Set.of("AmazonSQS.CreateQueue", "AmazonSQS.GetQueueUrl", "AmazonSQS.ListQueues");

    private static final List<String> HANDED_BACK = List.of("Content-Type", "x-amzn-ErrorType");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final IntSupplier visiblePort;
    private final String region;
    private @Nullable QueueServer server;

    /**
     * Nothing runs yet.
     *
     * @param visiblePort the port that queue URLs name
     */
    Queues(IntSupplier visiblePort, String region) {
        this.visiblePort = visiblePort;
        this.region = region;
    }

    /** ElasticMQ's own endpoint. */
    synchronized URI endpoint() {
        if (server == null) {
            server = new QueueServer(visiblePort.getAsInt(), region);
        }
        return server.endpoint();
    }

    /** Hands a request on to ElasticMQ, path and body unchanged. */
    Answer forward(HttpExchange exchange, byte[] body) throws IOException {
        URI uri = endpoint().resolve(exchange.getRequestURI());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : HANDED_ON) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try {
            HttpResponse<byte[]> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> headers = new HashMap<>();
            for (String name : HANDED_BACK) {
                response.headers().firstValue(name).ifPresent(value -> headers.put(name, value));
            }
            return new Answer(response.statusCode(), headers, reachable(exchange, response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AwsError.internal();
        }
    }

    /** Queue URLs name the host that they were asked for by: not everybody calls it 127.0.0.1. */
    private byte[] reachable(HttpExchange exchange, byte[] body) {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (target == null
                || !NAMING.contains(target)
                || host == null
                || !host.matches("[A-Za-z0-9.-]+(:[0-9]+)?")) {
            return body;
        }
        String own = "http://127.0.0.1:" + visiblePort.getAsInt() + "/";
        return new String(body, StandardCharsets.UTF_8)
                .replace(own, "http://" + host + "/")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
        client.shutdownNow();
    }
}
