package dev.usher.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthServerTest {
    private volatile List<String> dead = List.of();
    private volatile List<String> unready = List.of("starting", "no ledger");
    private final PrometheusMeterRegistry metrics =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HealthServer server =
            HealthServer.start(
                    "127.0.0.1",
                    0,
                    new HealthServer.Health() {
                        @Override
                        public List<String> livenessProblems() {
                            return dead;
                        }

                        @Override
                        public List<String> livenessDetails() {
                            return List.of(
                                    "requests: last poll 3 s ago", "bulk: last poll 4 s ago");
                        }

                        @Override
                        public List<String> readinessProblems() {
                            if (unready == null) {
                                throw new IllegalStateException("planted");
                            }
                            return unready;
                        }
                    },
                    metrics);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void it_is_ready_once_nothing_stands_against_it() throws Exception {
        var response = send("GET", "/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("starting\nno ledger\n");
        unready = List.of();
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/readyz").body()).isEqualTo("ok\n");
    }

    @Test
    void it_lives_until_something_is_dead() throws Exception {
        var alive = send("GET", "/livez");
        assertThat(alive.statusCode()).isEqualTo(200);
        assertThat(alive.body())
                .isEqualTo("ok\nrequests: last poll 3 s ago\nbulk: last poll 4 s ago\n");
        dead = List.of("the loop has ended");
        var response = send("GET", "/livez");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("the loop has ended\n");
    }

    @Test
    void health_that_cannot_be_told_is_bad_health() throws Exception {
        unready = null;
        var response = send("GET", "/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).doesNotContain("planted");
    }

    @Test
    void metrics_are_prometheus_text() throws Exception {
        metrics.counter("usher.requests", "type", "signup").increment();
        var response = send("GET", "/metrics");
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/plain; version=0.0.4");
        assertThat(response.body()).contains("usher_requests_total{type=\"signup\"} 1.0");
    }

    @Test
    void head_tells_the_status_alone() throws Exception {
        var response = send("HEAD", "/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void nothing_else_is_served() throws Exception {
        for (String path : List.of("/", "/livez/", "/readyz/x", "/metrics2")) {
            assertThat(send("GET", path).statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void nothing_can_be_done_through_it(String method) throws Exception {
        var response = send(method, "/livez");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void an_address_that_is_taken_is_named_with_the_fix() {
        assertThatThrownBy(() -> HealthServer.start("127.0.0.1", server.port(), null, metrics))
                .hasMessage(
                        "cannot listen on 127.0.0.1:" + server.port() + "; fix USHER_HTTP_ADDRESS");
    }

    private HttpResponse<String> send(String method, String path)
            throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + server.port() + path);
        var body = HttpRequest.BodyPublishers.noBody();
        return client.send(
                HttpRequest.newBuilder(uri).method(method, body).build(), BodyHandlers.ofString());
    }
}
