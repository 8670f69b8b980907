package dev.usher.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usher.emulator.control.ControlPages;
import dev.usher.emulator.control.Faults;
import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsService;
import dev.usher.emulator.protocol.CallCounts;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.HttpAnswer;
import dev.usher.emulator.sqs.SqsForwarder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one endpoint: speaks the AWS JSON protocols for all services, forwards SQS to ElasticMQ, and
 * serves the key set and the control pages.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON 1.1</a>
 */
final class AwsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AwsServer.class);

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
    private final Conditions conditions;
    private final ControlPages pages;

    /**
     * What the server serves.
     *
     * @param byTarget the services by what X-Amz-Target has before the dot
     */
    record Services(Map<String, AwsService> byTarget, SqsForwarder sqs) {}

    /** What happens to calls on the way. */
    record Conditions(Faults faults, CallCounts calls, Waiter waiter) {}

    /** Waits; passed in so that the wait is in one place. */
    interface Waiter {
        void await(Duration duration) throws InterruptedException;
    }

    /** One call; without X-Amz-Target, service and operation are empty. */
    private static final class Call {
        private final HttpExchange exchange;
        private final byte[] body;
        private final String service;
        private final String operation;

        private Call(HttpExchange exchange) throws IOException {
            String header = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String target = header == null ? "" : header;
            int dot = target.indexOf('.');
            this.exchange = exchange;
            this.body = exchange.getRequestBody().readAllBytes();
            this.service = target.substring(0, Math.max(0, dot));
            this.operation = target.substring(dot + 1);
        }
    }

    AwsServer(
            InetSocketAddress address, Services services, Conditions conditions, ControlPages pages)
            throws IOException {
        this.services = services;
        this.conditions = conditions;
        this.pages = pages;
        this.server = HttpServer.create(address, 1024);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The address for clients on this machine. */
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
        // Closing an exchange without an answer drops the connection.
        try (exchange) {
            HttpAnswer answer = answerOrRefusal(new Call(exchange));
            if (answer != null) {
                answer.send(exchange);
            }
        }
    }

    private @Nullable HttpAnswer answerOrRefusal(Call call) throws IOException {
        AwsService service = services.byTarget.get(call.service);
        String mediaType = service == null ? HttpAnswer.JSON_1_1 : service.mediaType();
        try {
            return call.operation.isEmpty() && pages.serves(call.exchange)
                    ? pages.answer(call.exchange, call.body)
                    : serve(call, service);
        } catch (AwsError e) {
            return HttpAnswer.of(e, mediaType);
        } catch (RuntimeException e) {
            LOG.error("a call failed inside the emulator", e);
            return HttpAnswer.of(AwsError.internal(), mediaType);
        }
    }

    /** Null drops the connection. */
    private @Nullable HttpAnswer serve(Call call, @Nullable AwsService service) throws IOException {
        conditions.calls.count(call.operation.isEmpty() ? "other" : call.operation);
        boolean sqs = call.service.equals(SqsForwarder.TARGET);
        if (!sqs) {
            pause(conditions.faults.latency());
        }
        String name = service != null ? service.name() : sqs ? SqsForwarder.NAME : "";
        Faults.@Nullable Rule rule = conditions.faults.strike(name, call.operation);
        if (rule == null) {
            return perform(call, service);
        }
        return switch (rule.kind()) {
            case ERROR_BEFORE -> throw rule.error();
            case DROP_BEFORE -> null;
            case ERROR_AFTER -> {
                performUnanswered(call, service);
                throw rule.error();
            }
            case DROP_AFTER -> {
                performUnanswered(call, service);
                yield null;
            }
        };
    }

    private void performUnanswered(Call call, @Nullable AwsService service) throws IOException {
        try {
            perform(call, service);
        } catch (AwsError e) {
            // The fault replaces this answer too.
        }
    }

    private HttpAnswer perform(Call call, @Nullable AwsService service) throws IOException {
        if (service == null) {
            return performElsewhere(call);
        }
        if (!service.has(call.operation)) {
            throw AwsError.unknownOperation(service.name(), call.operation);
        }
        // Any signature will do: it is not verified.
        if (service.signed(call.operation)
                && !call.exchange.getRequestHeaders().containsKey("Authorization")) {
            throw AwsError.of(
                    "MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        return HttpAnswer.of(
                service.call(call.operation, EmulatorJson.parse(call.body)), service.mediaType());
    }

    private HttpAnswer performElsewhere(Call call) throws IOException {
        if (call.service.equals(SqsForwarder.TARGET)) {
            return services.sqs.forward(call.exchange, call.operation, call.body);
        }
        String method = call.exchange.getRequestMethod();
        if (call.operation.isEmpty() && method.equals("POST")) {
            return services.sqs.forwardQuery(call.exchange, call.body);
        }
        throw call.operation.isEmpty()
                ? AwsError.unknownOperation(
                        "a REST service", method + " " + call.exchange.getRequestURI().getPath())
                : AwsError.unknownOperation(call.service, call.operation);
    }

    private void pause(Duration latency) {
        if (latency.isPositive()) {
            try {
                conditions.waiter.await(latency);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
