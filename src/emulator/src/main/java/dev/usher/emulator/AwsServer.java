package dev.usher.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one endpoint: speaks AWS JSON 1.1 for Cognito and Secrets Manager, hands SQS on to ElasticMQ,
 * and has the JWKS and control pages.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON 1.1</a>
 */
final class AwsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AwsServer.class);
    private static final String COGNITO = "AWSCognitoIdentityProviderService";

    private static final String SQS = "AmazonSQS.";

    static {
        // Read once, when the server's classes load. Without the first, answers wait 40 ms for an
        // acknowledgement; the others keep the connections of a busy worker alive.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "4096");
        System.setProperty("sun.net.httpserver.idleInterval", "600");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Services services;
    private final ControlPages pages;

    /** What the server serves. */
    record Services(
            Cognito cognito,
            SecretsManager secrets,
            Queues queues,
            Faults faults,
            Calls calls,
            Waiter waiter) {}

    /** Waits; handed in so that the wait is in one place. */
    interface Waiter {
        void await(Duration duration) throws InterruptedException;
    }

    /** The operations that AWS takes without credentials (their models say auth type none). */
    private static boolean open(String operation) {
        return operation.equals("GetTokensFromRefreshToken") || operation.equals("RevokeToken");
    }

    AwsServer(String address, int port, Services services, ControlPages pages) throws IOException {
        this.services = services;
        this.pages = pages;
        this.server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getByName(address), port), 1024);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** From this machine. */
    URI endpoint() {
        InetAddress address = server.getAddress().getAddress();
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        return URI.create(
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        // Closing an exchange that was not answered drops the connection.
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Answer answer = answerOrRefusal(exchange, body);
            if (answer != null) {
                answer.send(exchange);
            }
        }
    }

    private @Nullable Answer answerOrRefusal(HttpExchange exchange, byte[] body)
            throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        try {
            return target == null && pages.serves(exchange)
                    ? pages.answer(exchange, body)
                    : serve(exchange, target == null ? "" : target, body);
        } catch (AwsError e) {
            return Answer.of(e);
        } catch (RuntimeException e) {
            LOG.error("a call failed inside the emulator", e);
            return Answer.of(AwsError.internal());
        }
    }

    /** Null drops the connection. */
    private @Nullable Answer serve(HttpExchange exchange, String target, byte[] body)
            throws IOException {
        String operation = target.substring(target.indexOf('.') + 1);
        services.calls.count(operation.isEmpty() ? "other" : operation);
        if (!target.startsWith(SQS)) {
            pause(services.faults.latency());
        }
        Faults.@Nullable Rule rule = services.faults.strike(operation);
        if (rule == null) {
            return call(exchange, target, operation, body);
        }
        return switch (rule.kind()) {
            case ERROR_BEFORE -> throw rule.error();
            case DROP_BEFORE -> null;
            case ERROR_AFTER -> {
                effect(exchange, target, operation, body);
                throw rule.error();
            }
            case DROP_AFTER -> {
                effect(exchange, target, operation, body);
                yield null;
            }
        };
    }

    private void effect(HttpExchange exchange, String target, String operation, byte[] body)
            throws IOException {
        try {
            call(exchange, target, operation, body);
        } catch (AwsError e) {
            // The answer is replaced, whatever it was.
        }
    }

    private Answer call(HttpExchange exchange, String target, String operation, byte[] body)
            throws IOException {
        if (target.startsWith(COGNITO + ".")) {
            signed(exchange, operation);
            return Answer.of(services.cognito.call(operation, Json.parse(body)));
        }
        if (target.startsWith("secretsmanager.")) {
            signed(exchange, operation);
            return Answer.of(services.secrets.call(operation, Json.parse(body)));
        }
        // Without a target it is the older query protocol, which only SQS still has.
        if (target.startsWith(SQS)
                || (target.isEmpty() && exchange.getRequestMethod().equals("POST"))) {
            return services.queues.forward(exchange, body);
        }
        throw AwsError.of("UnknownOperationException", "");
    }

    /** The signature itself is not verified: any key will do. */
    private static void signed(HttpExchange exchange, String operation) {
        if (!open(operation) && !exchange.getRequestHeaders().containsKey("Authorization")) {
            throw AwsError.of(
                    "MissingAuthenticationTokenException", "Missing Authentication Token");
        }
    }

    private void pause(Duration latency) {
        if (latency.isPositive()) {
            try {
                services.waiter.await(latency);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
