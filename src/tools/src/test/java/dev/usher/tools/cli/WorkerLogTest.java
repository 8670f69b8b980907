package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.app.Account;
import dev.usher.app.Desk;
import dev.usher.app.Desk.Letter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** The worker's log as log collectors see it. */
class WorkerLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    @Test
    void away_from_a_terminal_every_line_is_JSON_and_each_finished_request_has_one()
            throws Exception {
        List<JsonNode> plain = new ArrayList<>();
        List<JsonNode> hashed = new ArrayList<>();
        Map<String, Letter> answers = new HashMap<>();
        try (Account account = new Account();
                Desk desk = new Desk(account, "log");
                Desk another = new Desk(account, "names")) {
            try (WorkerProcess worker = worker(account, desk, Map.of())) {
                for (String name : List.of("ada", "grace", "linus")) {
                    answers.put(name, desk.ask(Desk.signUp(name)));
                }
                answers.put("weak", desk.ask(Desk.signUp("weak").put("password", "short")));
                hashed.addAll(linesOf(worker));
            }
            // With its own queues: aborted polls of the first worker could take its message.
            Map<String, String> names = Map.of("USHER_LOG_USERNAMES", "true");
            try (WorkerProcess worker = worker(account, another, names)) {
                another.ask(Desk.signUp("tim"));
                plain.addAll(linesOf(worker));
            }
        }
        List<JsonNode> finished = finished(hashed);
        assertThat(finished).hasSize(4);
        assertThat(finished)
                .allSatisfy(line -> {
                    assertThat(line.path("id").asString("")).isNotEmpty();
                    assertThat(line.path("username_hash").asString("")).matches("[0-9a-f]{16}");
                    assertThat(line.path("duration_ms").isIntegralNumber()).isTrue();
                    assertThat(line.path("queued_ms").isIntegralNumber()).isTrue();
                    assertThat(line.path("attempts").asInt(0)).isPositive();
                });
        assertThat(finished)
                .extracting(
                        line -> line.path("outcome").asString("") + line.path("code").asString(""))
                .containsExactlyInAnyOrder(
                        "succeeded", "succeeded", "succeeded", "failedINVALID_PASSWORD");
        for (Letter answer : answers.values()) {
            assertThat(finished)
                    .extracting(line -> line.path("message_id").asString(""))
                    .contains(answer.body().path("requestMessageId").asString(""));
        }
        assertThat(finished(plain)).hasSize(1);
        assertThat(finished(plain).getFirst().path("username").asString(""))
                .isEqualTo(((ObjectNode) Desk.signUp("tim")).path("username").asString(""));
    }

    private WorkerProcess worker(Account account, Desk desk, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(account.environment());
        environment.putAll(account.settings());
        environment.putAll(desk.settings());
        environment.putAll(more);
        return WorkerProcess.worker(folder, environment);
    }

    private static List<JsonNode> linesOf(WorkerProcess worker) throws Exception {
        worker.terminate();
        assertThat(worker.exit()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : worker.stderr().lines().toList()) {
            JsonNode json = JSON.readTree(line);
            assertThat(json.isObject()).as(line).isTrue();
            assertThat(json.path("@timestamp").asString("")).endsWith("Z");
            lines.add(json);
        }
        return lines;
    }

    private static List<JsonNode> finished(List<JsonNode> lines) {
        return lines.stream()
                .filter(line -> line.path("logger_name").asString("").endsWith(".RequestLog"))
                .toList();
    }
}
