package dev.usher.emulator.sqs;

import com.sun.net.httpserver.HttpExchange;
import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.HttpAnswer;
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

/**
 * SQS: forwards requests to ElasticMQ, which starts with the first one since that takes seconds.
 */
public final class SqsForwarder implements AutoCloseable {
    /** What X-Amz-Target has before the dot. */
    public static final String TARGET = "AmazonSQS";

    public static final String NAME = "sqs";

    /** The operations of ElasticMQ. */
    private static final Set<String> OPERATIONS =
            Set.of(
                    "AddPermission",
                    "CancelMessageMoveTask",
                    "ChangeMessageVisibility",
                    "ChangeMessageVisibilityBatch",
                    "CreateQueue",
                    "DeleteMessage",
                    "DeleteMessageBatch",
                    "DeleteQueue",
                    "GetQueueAttributes",
                    "GetQueueUrl",
                    "ListDeadLetterSourceQueues",
                    "ListMessageMoveTasks",
                    "ListQueueTags",
                    "ListQueues",
                    "PurgeQueue",
                    "ReceiveMessage",
                    "RemovePermission",
                    "SendMessage",
                    "SendMessageBatch",
                    "SetQueueAttributes",
                    "StartMessageMoveTask",
                    "TagQueue",
                    "UntagQueue");

    /** The operations whose answers hold queue URLs. */
    private static final Set<String> ANSWERING_URLS =
            Set.of("CreateQueue", "GetQueueUrl", "ListQueues");

    private static final List<String> REQUEST_HEADERS = List.of("X-Amz-Target", "Content-Type");
    private static final List<String> ANSWER_HEADERS = List.of("Content-Type", "x-amzn-ErrorType");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final IntSupplier visiblePort;
    private final String region;
    private @Nullable ElasticMqServer server;

    /**
     * Nothing runs yet.
     *
     * @param visiblePort the port that queue URLs name
     */
    public SqsForwarder(IntSupplier visiblePort, String region) {
        this.visiblePort = visiblePort;
        this.region = region;
    }

    /** ElasticMQ's own endpoint. */
    public synchronized URI endpoint() {
        if (server == null) {
            server = new ElasticMqServer(visiblePort.getAsInt(), region);
        }
        return server.endpoint();
    }

    /** Forwards a request of the JSON protocol, path and body unchanged. */
    public HttpAnswer forward(HttpExchange exchange, String operation, byte[] body)
            throws IOException {
        if (!OPERATIONS.contains(operation)) {
            throw AwsError.unknownOperation(NAME, operation);
        }
        HttpResponse<byte[]> response = send(exchange, body);
        return answer(
                response,
                ANSWERING_URLS.contains(operation)
                        ? reachable(exchange, response.body())
                        : response.body());
    }

    /**
     * Forwards a request of the older query protocol. Other services still speak that protocol, and
     * the emulator has none of them.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">InvalidAction</a>
     */
    public HttpAnswer forwardQuery(HttpExchange exchange, byte[] body) throws IOException {
        String form =
                exchange.getRequestURI().getRawQuery()
                        + "&"
                        + new String(body, StandardCharsets.UTF_8);
        String action = field(form, "Action");
        if (OPERATIONS.contains(action)) {
            HttpResponse<byte[]> response = send(exchange, body);
            return answer(response, response.body());
        }
        String xml =
                """
                <ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>This emulator does not \
                have the operation %s of API version %s.</Message></Error></ErrorResponse>\
                """
                        .formatted(action, field(form, "Version"));
        return new HttpAnswer(
                400, Map.of("Content-Type", "text/xml"), xml.getBytes(StandardCharsets.UTF_8));
    }

    /** The value of a form field; empty if it is absent or more than letters, digits and dashes. */
    private static String field(String form, String name) {
        for (String pair : form.split("&", -1)) {
            if (pair.startsWith(name + "=") && pair.matches("\\w+=[A-Za-z0-9-]*")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }

    private HttpResponse<byte[]> send(HttpExchange exchange, byte[] body) throws IOException {
        URI uri = endpoint().resolve(exchange.getRequestURI());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : REQUEST_HEADERS) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AwsError.internal();
        }
    }

    private static HttpAnswer answer(HttpResponse<byte[]> response, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", HttpAnswer.JSON_1_1);
        for (String name : ANSWER_HEADERS) {
            response.headers().firstValue(name).ifPresent(value -> headers.put(name, value));
        }
        return new HttpAnswer(response.statusCode(), headers, body);
    }

    /** Queue URLs name the host of the request: not every client calls it 127.0.0.1. */
    private byte[] reachable(HttpExchange exchange, byte[] body) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null || !host.matches("[A-Za-z0-9.-]+(:[0-9]+)?")) {
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
