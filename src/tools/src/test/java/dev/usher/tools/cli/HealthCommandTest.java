package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.usher.observe.HealthServer;
import dev.usher.settings.ListenAddress;
import dev.usher.tools.cli.Commands.Run;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher health}, against the pages of a worker. */
class HealthCommandTest {
    private volatile List<String> dead = List.of();
    private volatile List<String> unready = List.of();
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
                            return List.of("requests: last poll 0 s ago");
                        }

                        @Override
                        public List<String> readinessProblems() {
                            return unready;
                        }
                    },
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

    @AfterEach
    void stop() {
        server.close();
    }

    private Run health(String... options) {
        String[] words = new String[options.length + 3];
        words[0] = "health";
        words[1] = "--address";
        words[2] = "127.0.0.1:" + server.port();
        System.arraycopy(options, 0, words, 3, options.length);
        return Commands.run(words);
    }

    @Test
    void a_worker_that_lives_is_healthy() {
        unready = List.of("starting");
        Run run = health();
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("ok");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void a_worker_that_does_not_is_not_and_says_why() {
        dead = List.of("the loop has ended", "the heartbeat has stopped");
        Run run = health();
        assertThat(run.code()).isEqualTo(Main.FAILED);
        assertThat(run.out().lines())
                .containsExactly("the loop has ended", "the heartbeat has stopped");
    }

    @Test
    void readiness_is_asked_for_on_demand() {
        assertThat(health("--ready").code()).isZero();
        unready = List.of("polling is paused since noon: no permission");
        Run run = health("--ready");
        assertThat(run.code()).isEqualTo(Main.FAILED);
        assertThat(run.out()).contains("no permission");
    }

    @Test
    void a_whole_page_may_be_named() {
        String url = "http://127.0.0.1:" + server.port();
        assertThat(Commands.run("health", "--url", url + "/metrics").code()).isZero();
        assertThat(Commands.run("health", "--url", url + "/nothing").code()).isEqualTo(Main.FAILED);
    }

    @Test
    void no_answer_is_not_healthy() throws Exception {
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String address = "127.0.0.1:" + taken.getLocalPort(); // bound, but not listening
            Run run = Commands.run("health", "--address", address);
            assertThat(run.code()).isEqualTo(Main.FAILED);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("no answer from http://" + address + "/livez");
        }
    }

    @Test
    void who_does_not_answer_in_time_is_not_healthy() throws Exception {
        HttpServer silent =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // Never started: it accepts connections, and does not answer.
        Instant began = Instant.now();
        Run run =
                Commands.run(
                        "health",
                        "--timeout",
                        "200",
                        "--address",
                        "127.0.0.1:" + silent.getAddress().getPort());
        assertThat(run.code()).isEqualTo(Main.FAILED);
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void what_cannot_be_asked_is_wrong_usage() {
        for (List<String> options :
                List.of(
                        List.of("--address", "nowhere"),
                        List.of("--address", "127.0.0.1:99999"),
                        List.of("--address", "127.0.0.1:0"),
                        List.of("--url", "file:///etc/passwd"),
                        List.of("--url", "http://"),
                        List.of("--url", "http://a/", "--ready"),
                        List.of("--timeout", "0"))) {
            String[] words = new String[options.size() + 1];
            words[0] = "health";
            for (int i = 0; i < options.size(); i++) {
                words[i + 1] = options.get(i);
            }
            assertThat(Commands.run(words).code()).as(options.toString()).isEqualTo(Main.USAGE);
        }
    }

    @Test
    void the_address_is_read_from_the_environment_and_from_the_file_it_names(@TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("usher.properties");
        Files.writeString(file, "usher.http.address=0.0.0.0:9000\n");
        assertThat(ListenAddress.read(Map.of()))
                .isEqualTo(
                        new ListenAddress.Reading.Complete(new ListenAddress("127.0.0.1", 8080)));
        assertThat(ListenAddress.read(Map.of("USHER_CONFIG", file.toString())))
                .isEqualTo(new ListenAddress.Reading.Complete(new ListenAddress("0.0.0.0", 9000)));
        assertThat(ListenAddress.read(Map.of("USHER_HTTP_ADDRESS", "8080")))
                .isInstanceOfSatisfying(
                        ListenAddress.Reading.Faulty.class,
                        faulty ->
                                assertThat(faulty.problems())
                                        .singleElement()
                                        .asString()
                                        .contains("host:port"));
    }

    @Test
    void all_interfaces_are_asked_through_this_machines_own() {
        assertThat(new ListenAddress("0.0.0.0", 1).fromHere()).hasToString("127.0.0.1:1");
        assertThat(new ListenAddress("::", 1).fromHere()).hasToString("[::1]:1");
        assertThat(new ListenAddress("10.0.0.7", 1).fromHere()).hasToString("10.0.0.7:1");
    }
}
