package dev.usher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.app.Desk.Letter;
import dev.usher.emulator.Options;
import dev.usher.ledger.DynamoDbTables;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import tools.jackson.databind.node.ObjectNode;

/** The ledger goes while the worker works: no request may go with it. */
@ParameterizedClass
@ValueSource(strings = {"sqlite", "dynamodb"})
class LedgerLossTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static Account account;

    @TempDir private Path folder;
    @Parameter private String kind;

    private final String name = "loss-" + NAMES.incrementAndGet();
    private Place place;

    /** Where a ledger is kept. */
    private interface Place {
        String setting();

        /** Deletes it, and lets nobody make it anew. */
        void takeAway() throws IOException;

        /** Lets it be made anew, or makes it. */
        void giveBack() throws IOException;
    }

    private record File(Path path) implements Place {
        @Override
        public String setting() {
            return "sqlite:" + path;
        }

        @Override
        public void takeAway() throws IOException {
            while (!Files.isDirectory(path)) {
                for (String suffix : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(Path.of(path + suffix));
                }
                try {
                    Files.createDirectory(path);
                } catch (FileAlreadyExistsException _) {
                    // The worker was faster, and made it anew.
                }
            }
        }

        @Override
        public void giveBack() throws IOException {
            Files.delete(path);
        }
    }

    private record Table(DynamoDbTables tables, String name) implements Place {
        @Override
        public String setting() {
            return "dynamodb:" + name;
        }

        @Override
        public void takeAway() {
            tables.delete(name);
        }

        @Override
        public void giveBack() {
            tables.make(name);
        }
    }

    @BeforeAll
    static void start() {
        // Slow enough that something is under way whenever a ledger goes.
        account =
                new Account(
                        Options.standard().withQuotas(false).withLatency(Duration.ofMillis(50)));
        System.setProperty(
                "aws.endpointUrlDynamoDb", DynamoDbTables.shared().endpoint().toString());
    }

    @AfterAll
    static void stop() {
        account.close();
        System.clearProperty("aws.endpointUrlDynamoDb");
        RunningService.forgetSdkSettings();
    }

    @BeforeEach
    void choose() {
        place =
                kind.equals("sqlite")
                        ? new File(folder.resolve("ledger.db"))
                        : new Table(DynamoDbTables.shared(), DynamoDbTables.shared().make());
    }

    private RunningService service(Desk desk) {
        return new RunningService(account, desk, folder, "USHER_LEDGER", place.setting());
    }

    private List<ObjectNode> signUps(int count) {
        return IntStream.range(0, count).mapToObj(i -> Desk.signUp(name + "-user-" + i)).toList();
    }

    private void allWhole(Desk desk, List<String> messageIds) {
        for (String messageId : messageIds) {
            Letter letter = desk.await(messageId);
            assertThat(letter.status()).as("%s", letter.body()).isEqualTo("succeeded");
        }
        List<UserType> users = account.users(name + "-user-");
        assertThat(users).hasSize(messageIds.size());
        assertThat(users).allMatch(user -> user.userStatusAsString().equals("CONFIRMED"));
        assertThat(desk.takeDeadLetters()).isEmpty();
        assertThat(desk.letters()).allMatch(letter -> letter.status().equals("succeeded"));
    }

    @Test
    void a_ledger_that_is_deleted_and_there_again_in_mid_run_loses_no_request() throws Exception {
        try (Desk desk = new Desk(account, name);
                RunningService service = service(desk)) {
            List<String> messageIds = desk.sendAll(signUps(200));
            await().until(() -> desk.answered(messageIds) > 20);
            place.takeAway();
            place.giveBack();
            long answered = desk.answered(messageIds);
            assertThat(answered).as("there was something left to lose").isLessThan(200);
            allWhole(desk, messageIds);
            service.awaitReadiness("200");
        }
    }

    @Test
    void a_ledger_out_of_reach_holds_everything_and_goes_on_by_itself() throws Exception {
        try (Desk desk = new Desk(account, name);
                RunningService service = service(desk)) {
            List<ObjectNode> all = signUps(120);
            List<String> messageIds = desk.sendAll(all.subList(0, 100));
            await().until(() -> desk.answered(messageIds) > 10);
            place.takeAway();
            messageIds.addAll(desk.sendAll(all.subList(100, 120)));
            service.awaitReadiness("503 polling is paused");
            assertThat(service.readiness()).contains("the ledger", "is out of reach");
            awaitSilence(desk, messageIds);
            assertThat(desk.answered(messageIds)).isLessThanOrEqualTo(100);
            assertThat(desk.takeDeadLetters()).isEmpty();
            assertThat(service.readiness()).startsWith("503 polling is paused");

            place.giveBack();
            allWhole(desk, messageIds);
            service.awaitReadiness("200");
        }
    }

    /** Nothing more is answered for as long as several tries of the worker take. */
    private static void awaitSilence(Desk desk, List<String> messageIds) {
        AtomicLong last = new AtomicLong(-1);
        await().during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    long answered = desk.answered(messageIds);
                    return last.getAndSet(answered) == answered;
                });
    }

    @Test
    void a_ledger_that_is_not_there_at_the_start_is_waited_for() throws Exception {
        place.takeAway();
        try (Desk desk = new Desk(account, name);
                RunningService service = service(desk)) {
            List<String> messageIds = desk.sendAll(signUps(5));
            service.awaitReadiness("503 starting: the ledger");
            assertThat(desk.answered(messageIds)).isZero();
            place.giveBack();
            allWhole(desk, messageIds);
        }
    }
}
