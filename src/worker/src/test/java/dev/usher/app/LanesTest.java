package dev.usher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.app.Desk.Letter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker with an interactive and a bulk lane. */
class LanesTest {
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

    @Test
    void both_lanes_answer_on_the_same_reply_queue_and_share_the_dead_letters() throws Exception {
        try (Desk desk = new Desk(account, "both");
                RunningService service = service(desk)) {
            List<String> messageIds =
                    new ArrayList<>(desk.sendAll(desk.bulk, signUps("both-bulk", 30)));
            messageIds.addAll(desk.sendAll(signUps("both", 30)));
            for (String messageId : messageIds) {
                assertThat(desk.await(messageId).status()).isEqualTo("succeeded");
            }
            String unreadable = desk.sendAll(desk.bulk, List.of("this is no JSON")).getFirst();
            assertThat(desk.await(unreadable).code()).isEqualTo("INVALID_REQUEST");
            assertThat(desk.takeDeadLetters())
                    .singleElement()
                    .satisfies(dead ->
                            assertThat(dead.messageAttributes().get("usher").stringValue())
                                    .contains("\"queue\":\"both-bulk\""));
            service.awaitReadiness("200");
        }
    }

    @Test
    void an_id_that_comes_on_both_lanes_makes_one_user() throws Exception {
        try (Desk desk = new Desk(account, "same");
                RunningService _ = service(desk)) {
            List<String> messageIds = new ArrayList<>(desk.sendAll(desk.bulk, signUps("same", 20)));
            messageIds.addAll(desk.sendAll(signUps("same", 20)));
            List<Letter> letters = messageIds.stream().map(desk::await).toList();
            assertThat(letters).extracting(Letter::status).containsOnly("succeeded");
            assertThat(letters.stream().map(l -> l.body().path("user").path("sub")).distinct())
                    .hasSize(20);
            assertThat(account.users("same-")).hasSize(20);
        }
    }

    @Test
    void interactive_requests_overtake_a_bulk_flood() throws Exception {
        try (Desk desk = new Desk(account, "flood");
                RunningService _ = service(desk, "USHER_CREATE_RATE", "20")) {
            List<String> flood = desk.sendAll(desk.bulk, signUps("flood-bulk", 600));
            await().atMost(Duration.ofSeconds(30)).until(() -> desk.answered(flood) > 10);
            for (int i = 0; i < 20; i++) {
                assertThat(desk.ask(Desk.signUp("flood-" + i)).status()).isEqualTo("succeeded");
            }
            long overtaken = flood.size() - desk.answered(flood);
            System.out.println("twenty interactive requests overtook " + overtaken + " of 600");
            assertThat(overtaken).isGreaterThan(300);
        }
    }

    private static RunningService service(Desk desk, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of("USHER_BULK_QUEUE", desk.name + "-bulk"));
        settings.addAll(List.of(more));
        return new RunningService(
                account,
                desk,
                Files.createTempDirectory(folder, "lanes"),
                settings.toArray(String[]::new));
    }

    private static List<?> signUps(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> Desk.signUp(prefix + "-" + i)).toList();
    }
}
