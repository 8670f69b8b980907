package dev.usher.tools.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy that records requests and answers, and truncates answers on request. */
final class RecordingProxy implements AutoCloseable {
    private static final Set<String> HEADERS =
            Set.of("authorization", "x-amz-target", "x-amz-date", "content-type");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder().executor(threads).build();
    private final URI behind;
    private final Collection<String> bodies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger toBreakOff = new AtomicInteger();

    RecordingProxy(URI behind) throws IOException {
        this.behind = behind;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 64);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** All bodies in both directions. */
    List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Truncates the next answers with tokens or a session. */
    void breakOff(int answers) {
        toBreakOff.set(answers);
    }

    private void pass(HttpExchange exchange) throws IOException {
        // Closing an unanswered exchange drops the connection, as the endpoint did.
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes());
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(behind)
                            .version(HttpClient.Version.HTTP_1_1)
                            .POST(HttpRequest.BodyPublishers.ofString(body));
            exchange.getRequestHeaders()
                    .forEach((name, values) -> {
                        if (HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                            request.header(name, values.getFirst());
                        }
                    });
            HttpResponse<String> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            bodies.add(body);
            bodies.add(answer.body());
            byte[] bytes = broken(answer.body()).getBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(answer.statusCode(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String broken(String body) {
        boolean secret = body.contains("\"Session\"") || body.contains("\"AccessToken\"");
        return secret && toBreakOff.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                ? body.substring(0, body.length() - 2)
                : body;
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
        threads.shutdownNow();
    }
}
