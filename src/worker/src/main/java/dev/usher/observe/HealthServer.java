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
 * Serves the worker's health and metrics over HTTP: {@code GET /livez} and {@code GET /readyz} (200
 * and {@code ok}, or 503 with the reasons, one per line) and {@code GET /metrics} (Prometheus
 * text).
 */
public final class HealthServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";

    /** The source of the pages; each method is called on every request, so it must not wait. */
    public interface Health {
        /** Why the process should be restarted; empty if it need not be. */
        List<String> livenessProblems();

        /** The details below {@code ok}; one per line. */
        List<String> livenessDetails();

        /** Why it receives no messages; empty while it does. */
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
     * @throws UncheckedIOException if the address is not available
     */
    public static HealthServer start(
            String host, int port, Health health, PrometheusMeterRegistry metrics) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on " + host + ":" + port + "; fix USHER_HTTP_ADDRESS", e);
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
            LOG.error("the health check failed", e);
            return new Page(503, TEXT, "the health check failed\n");
        }
    }

    private static String lines(List<String> texts) {
        return texts.stream().map(text -> text + "\n").collect(joining());
    }
}
