package dev.usher.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.app.Desk.Letter;
import dev.usher.emulator.control.Faults.Kind;
import dev.usher.emulator.control.Faults.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import tools.jackson.databind.node.ObjectNode;

/** The worker between FIFO queues, from the request to the reply. */
class FifoServiceTest {
    @TempDir private static Path folder;

    private static Account account;

    @BeforeAll
    static void start() {
        account = new Account();
    }

    @AfterAll
    static void stop() {
        account.close();
        RunningService.forgetSdkSettings();
    }

    @AfterEach
    void calm() {
        account.aws.faults().clear();
    }

    @Test
    void the_requests_of_a_group_are_done_in_order_also_after_failures_and_groups_side_by_side()
            throws Exception {
        try (Desk desk = new Desk(account, "ordered", true);
                RunningService _ = new RunningService(account, desk, fresh())) {
            // A whole walk fails now and then, so that its message goes back for a while.
            for (String operation : List.of("AdminCreateUser", "AdminRespondToAuthChallenge")) {
                account.aws
                        .faults()
                        .add(
                                new Rule(
                                        operation,
                                        Kind.ERROR_BEFORE,
                                        "InternalErrorException",
                                        500,
                                        0.4,
                                        40));
            }
            System.out.println("seed " + account.aws.faults().seed());
            Map<String, List<String>> sent = new LinkedHashMap<>();
            for (int i = 0; i < 40; i++) {
                String group = "g" + i % 5;
                String messageId = desk.sendInGroup(group, Desk.signUp("ordered-" + i));
                sent.computeIfAbsent(group, g -> new ArrayList<>()).add(messageId);
            }
            sent.values().forEach(ids -> ids.forEach(desk::await));

            // Replies to different users are in groups of their own, which come in any order.
            List<String> answered =
                    desk.letters().stream()
                            .sorted(Comparator.comparing(Letter::completedAt))
                            .map(Letter::messageId)
                            .distinct()
                            .toList();
            sent.forEach((group, ids) ->
                    assertThat(answered.stream().filter(ids::contains).toList())
                            .as(group)
                            .isEqualTo(ids));
            assertThat(desk.letters()).allMatch(letter -> letter.status().equals("succeeded"));
        }
    }

    @Test
    void a_second_answer_and_a_second_death_within_five_minutes_are_not_swallowed()
            throws Exception {
        try (Desk desk = new Desk(account, "again", true);
                RunningService _ =
                        new RunningService(account, desk, fresh(), "USHER_MAX_ATTEMPTS", "1")) {
            ObjectNode request = Desk.signUp("again-1");
            fail(4);
            String first = desk.sendInGroup("a", request);
            assertThat(desk.await(first).code()).isEqualTo("RETRIES_EXHAUSTED");
            Message dead = only(desk.takeDeadLetters());

            fail(4);
            String second = desk.replay(dead);
            assertThat(desk.await(second).code()).isEqualTo("RETRIES_EXHAUSTED");
            Message deadAgain = only(desk.takeDeadLetters());
            assertThat(deadAgain.body()).isEqualTo(dead.body());
            assertThat(deadAgain.messageAttributes().get("usher").stringValue())
                    .contains("\"replays\":1");

            String third = desk.replay(deadAgain);
            assertThat(desk.await(third).status()).isEqualTo("succeeded");
            String fourth = desk.sendInGroup("a", request);
            Letter told = desk.await(fourth);
            assertThat(told.status()).isEqualTo("succeeded");
            assertThat(told.body().path("duplicate").asBoolean(false)).isTrue();
            assertThat(desk.takeDeadLetters()).isEmpty();
            assertThat(account.users("again-1")).hasSize(1);
        }
    }

    private static Message only(List<Message> messages) {
        assertThat(messages).hasSize(1);
        return Objects.requireNonNull(messages.getFirst());
    }

    private static void fail(int times) {
        account.aws
                .faults()
                .set(List.of(Rule.next("AdminRespondToAuthChallenge", Kind.ERROR_BEFORE, times)));
    }

    private static Path fresh() throws Exception {
        return Files.createTempDirectory(folder, "fifo");
    }
}
