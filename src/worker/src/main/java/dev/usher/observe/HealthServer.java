package dev.usher.observe;

import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells over HTTP how the worker is: {@code GET /livez} and {@code GET /readyz} (200 and {@code
 * ok}, or 503 with the reasons, one a line) and {@code GET /metrics} (Prometheus text).
 */
public final class HealthServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";

    /**
     * What is asked of the rest of the house; each is called on every request, so must not wait.
     */
    public interface Health {
        /** Why the process should be restarted; empty while it lives. */
        List<String> livenessProblems();

        /** How it lives, for whoever looks; one thing a line. */
        List<String> livenessDetails();

        /** Why it takes no messages; empty while it does. */
        List<String> readinessProblems();
    }

    private record Page(int status, String type, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PrometheusMeterRegistry metrics;
    private final Health health;

    private HealthServer(HttpServer server, Health health, PrometheusMeterRegistry metrics) {
        this.server = server;
        this.health = health;
        this.metrics = metrics;
    }

    /**
     * Listens at once.
     *
     * @param port 0 for any that is free
     * @throws UncheckedIOException if the address is not to be had
     */
    public static HealthServer start(
            String host, int port, Health health, PrometheusMeterRegistry metrics) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on " + host + ":" + port + "; mend USHER_HTTP_ADDRESS", e);
        }
        var healthServer = new HealthServer(server, health, metrics);
        server.createContext("/", healthServer::answer);
        server.setExecutor(healthServer.threads);
        server.start();
        return healthServer;
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Page page = page(exchange);
            byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", page.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(page.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Page page(HttpExchange exchange) {
        if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return new Page(405, TEXT, "only GET and HEAD\n");
        }
        return switch (exchange.getRequestURI().getPath()) {
            case "/livez" -> page(health::livenessProblems, health::livenessDetails);
            case "/readyz" -> page(health::readinessProblems, List::of);
            case "/metrics" ->
                    new Page(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
            case null, default -> new Page(404, TEXT, "/livez, /readyz or /metrics\n");
        };
    }

    private static Page page(Supplier<List<String>> problems, Supplier<List<String>> more) {
        try {
            List<String> now = problems.get();
            if (!now.isEmpty()) {
                return new Page(503, TEXT, lines(now));
            }
            return new Page(200, TEXT, "ok\n" + lines(more.get()));
        } catch (RuntimeException e) {
            LOG.error("health could not be told", e);
            return new Page(503, TEXT, "health could not be told\n");
        }
    }

    private static String lines(List<String> texts) {
        return texts.stream().map(text -> text + "\n").collect(joining());
    }
}
