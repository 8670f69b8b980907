package dev.usher.ledger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The wire to an endpoint, which loses answers to puts when told to: the effect is there. */
final class LossyWire implements AutoCloseable {
    private static final List<String> HEADERS =
            List.of("authorization", "x-amz-target", "x-amz-date", "content-type");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder().executor(threads).build();
    private final URI behind;
    private final AtomicInteger toLose = new AtomicInteger();
    private final AtomicInteger puts = new AtomicInteger();
    private volatile Runnable meanwhile = () -> {};

    LossyWire(URI behind) {
        this.behind = behind;
        try {
            this.server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Puts that passed so far. */
    int puts() {
        return puts.get();
    }

    /**
     * Loses so many of the next answers.
     *
     * @param then what happens between a put and the loss of its answer
     */
    void lose(int answers, Runnable then) {
        meanwhile = then;
        toLose.set(answers);
    }

    private void pass(HttpExchange exchange) throws IOException {
        // Closing an exchange that was not answered drops the connection.
        try (exchange) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(behind)
                            .version(HttpClient.Version.HTTP_1_1)
                            .POST(
                                    HttpRequest.BodyPublishers.ofByteArray(
                                            exchange.getRequestBody().readAllBytes()));
            HEADERS.forEach(
                    name -> request.header(name, exchange.getRequestHeaders().getFirst(name)));
            HttpResponse<byte[]> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (exchange.getRequestHeaders().getFirst("x-amz-target").endsWith("PutItem")) {
                puts.incrementAndGet();
                if (toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    meanwhile.run();
                    return;
                }
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
        threads.shutdownNow();
    }
}
