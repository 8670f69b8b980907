package dev.usher.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cognito.PoolProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The doctor checks what the policies of {@code infra} grant. */
final class PoliciesTest {
    private static Set<String> actions(String file, String service) throws IOException {
        Set<String> actions = new TreeSet<>();
        for (JsonNode statement :
                new JsonMapper().readTree(Path.of("infra", file).toFile()).path("Statement")) {
            JsonNode action = statement.path("Action");
            if (action.isString()) {
                actions.add(action.asString(""));
            }
            action.forEach(each -> actions.add(each.asString("")));
        }
        return actions.stream()
                .filter(action -> action.startsWith(service + ":"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_call_to_cognito_that_the_worker_is_granted_is_tried() throws IOException {
        assertThat(PoolProbe.calls().stream().map(call -> "cognito-idp:" + call))
                .containsExactlyInAnyOrderElementsOf(actions("worker-policy.json", "cognito-idp"));
    }

    @Test
    void every_call_to_sqs_that_the_worker_is_granted_is_some_queue_s() throws IOException {
        String named =
                Stream.of(QueueRole.values())
                        .map(QueueRole::actions)
                        .collect(Collectors.joining(" "));
        assertThat(actions("worker-policy.json", "sqs"))
                .isNotEmpty()
                .allSatisfy(action -> assertThat(named).contains(action));
    }

    @Test
    void what_the_doctor_asks_beyond_the_worker_is_granted_apart() throws IOException {
        Set<String> extra = actions("doctor-policy.json", "cognito-idp");
        extra.addAll(actions("doctor-policy.json", "dynamodb"));
        assertThat(extra).hasSize(4);
        String room = sources();
        assertThat(extra).allSatisfy(action -> assertThat(room).contains("\"" + action));
    }

    private static String sources() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files =
                Files.list(Path.of("src/tools/src/main/java/dev/usher/tools/doctor"))) {
            for (Path file : files.toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }
}
