package dev.usher.tools.doctor;

import static dev.usher.tools.doctor.Shown.has;

import com.sun.net.httpserver.HttpServer;
import dev.usher.observe.HealthServer;
import dev.usher.settings.ListenAddress;
import dev.usher.tools.doctor.Finding.Status;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the worker can listen where it is told to, by an address that it may hold already. */
final class AddressCheckTest {
    private static List<Finding> of(String host, int port) {
        return List.of(AddressCheck.of(new ListenAddress(host, port)));
    }

    private static HealthServer.Health health(List<String> problems) {
        return new HealthServer.Health() {
            @Override
            public List<String> livenessProblems() {
                return problems;
            }

            @Override
            public List<String> livenessDetails() {
                return List.of("0 in hand");
            }

            @Override
            public List<String> readinessProblems() {
                return List.of();
            }
        };
    }

    @Test
    void a_host_that_nobody_knows_is_named() {
        has(
                of("no-such-host.invalid", 8080),
                Status.FAILED,
                "address",
                "nobody knows such a host; correct USHER_HTTP_ADDRESS");
    }

    @Test
    void an_address_of_another_machine_is_named() {
        // https://www.rfc-editor.org/rfc/rfc5737: nobody's.
        has(
                of("192.0.2.1", 8080),
                Status.FAILED,
                "address",
                "is no address of this machine: the worker can't listen there; fix");
    }

    @Test
    void an_address_where_nobody_listens_passes() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        has(of("127.0.0.1", port), Status.OK, "address", "nobody listens there");
        has(of("0.0.0.0", 0), Status.OK, "address", "at any free port");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_worker_may_hold_the_port(boolean well) {
        List<String> problems = well ? List.of() : List.of("a thread is stuck");
        try (HealthServer worker =
                HealthServer.start(
                        "127.0.0.1",
                        0,
                        health(problems),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
            for (String host : List.of("127.0.0.1", "0.0.0.0")) {
                has(of(host, worker.port()), Status.OK, "address", "a worker listens there");
            }
        }
    }

    @Test
    void a_port_that_something_else_holds_is_named() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(200, -1);
                    }
                });
        server.start();
        try {
            has(
                    of("127.0.0.1", server.getAddress().getPort()),
                    Status.WARNING,
                    "address",
                    "something else listens there, and the worker will not start beside it; set");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void what_listens_and_says_nothing_is_no_worker() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            has(
                    of("127.0.0.1", mute.getLocalPort()),
                    Status.WARNING,
                    "address",
                    "something else listens there");
        }
    }
}
