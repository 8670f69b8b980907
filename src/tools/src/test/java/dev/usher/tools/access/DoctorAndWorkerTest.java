package dev.usher.tools.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.app.Account;
import dev.usher.app.CannotStart;
import dev.usher.app.Desk;
import dev.usher.app.RunningService;
import dev.usher.app.WorkerService;
import dev.usher.emulator.cognito.Cognito;
import dev.usher.ledger.DynamoDbLedger;
import dev.usher.ledger.DynamoDbTables;
import dev.usher.ledger.SqliteLedger;
import dev.usher.settings.Settings;
import dev.usher.settings.SettingsResult;
import dev.usher.tools.doctor.Finding;
import dev.usher.tools.doctor.Finding.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The doctor changes nothing, and finds what stops the worker. */
class DoctorAndWorkerTest {
    @TempDir private static Path folder;

    private static Account account;
    private static Desk desk;

    @BeforeAll
    static void start() {
        account = new Account();
        desk = new Desk(account, "doctor");
    }

    @AfterAll
    static void stop() {
        desk.close();
        account.close();
        RunningService.forgetSdkSettings();
        System.clearProperty("aws.endpointUrlDynamoDb");
    }

    private static List<Finding> examine(String... more) {
        RunningService.pointSdkAt(account);
        return DoctorAccess.examine(environment(more), InstantSource.system());
    }

    private static Map<String, String> environment(String... more) {
        Map<String, String> variables = new HashMap<>(account.settings());
        variables.putAll(desk.settings());
        variables.put("USHER_LEDGER", "sqlite:" + folder.resolve("ledger.db"));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return variables;
    }

    /** Expects a failure with the worker's message. */
    private static void fails(List<Finding> findings, String words) {
        assertThat(findings)
                .anySatisfy(each -> {
                    assertThat(each.status()).isEqualTo(Status.FAILED);
                    assertThat(each.text()).contains(words);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "USHER_REQUEST_QUEUE, nowhere, QueueDoesNotExist",
        "USHER_REPLY_QUEUES, nowhere, QueueDoesNotExist",
        "USHER_SECRET_ID, nowhere, there is no such secret in this account and region",
        "USHER_SECRET_ID, no-json, must be valid JSON"
    })
    void what_keeps_the_worker_from_starting_the_doctor_finds(
            String variable, String value, String words) {
        account.aws.secrets().store("no-json", "{");
        try (RunningService service = new RunningService(account, desk, folder, variable, value)) {
            service.awaitReadiness("503 starting: ");
            assertThat(readiness(service)).contains(words);
        }
        fails(examine(variable, value), words);
    }

    @Test
    void a_ledger_that_the_worker_can_t_open_the_doctor_finds() {
        String ledger = "sqlite:" + folder.resolve("no/such/ledger.db");
        try (RunningService service =
                new RunningService(account, desk, folder, "USHER_LEDGER", ledger)) {
            service.awaitReadiness("503 starting: the ledger");
        }
        fails(examine("USHER_LEDGER", ledger), "its folder does not exist");
    }

    @ParameterizedTest
    @CsvSource({
        "USHER_USER_POOL_ID, us-east-1_Nowhere00, ResourceNotFoundException",
        "USHER_SECRET_ID, wrong-client-secret, put the app client's secret as clientSecret"
    })
    void what_makes_the_worker_stop_the_doctor_finds(String variable, String value, String words) {
        account.aws
                .secrets()
                .store(
                        "wrong-client-secret",
                        "{\"clientSecret\":\"not-the-secret-of-the-client\",\"temporaryPasswordKey\":\"%s\"}"
                                .formatted(account.temporaryPasswordKey));
        try (RunningService service = new RunningService(account, desk, folder, variable, value)) {
            desk.send(Desk.signUp("held-" + value.toLowerCase(java.util.Locale.ROOT)));
            service.awaitReadiness("503 polling is paused since ");
            assertThat(readiness(service)).contains(words);
        }
        fails(examine(variable, value), words);
    }

    @Test
    void queues_that_the_worker_refuses_to_start_with_fail() {
        String bare = account.sqs.createQueue(r -> r.queueName("doctor-bare")).queueUrl();
        Map<String, String> replies = Map.of("USHER_REPLY_QUEUE", desk.requests);
        for (Map<String, String> broken : List.of(replies, Map.of("USHER_REQUEST_QUEUE", bare))) {
            String[] more =
                    broken.entrySet().stream()
                            .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                            .toArray(String[]::new);
            assertThat(examine(more)).anyMatch(each -> each.status() == Status.FAILED);
            Settings settings =
                    ((SettingsResult.Complete) Settings.from(environment(more))).settings();
            assertThatThrownBy(() -> new WorkerService(settings).run())
                    .isInstanceOf(CannotStart.class);
        }
    }

    @Test
    void nothing_is_touched() throws Exception {
        Map<String, String> queues = new TreeMap<>();
        for (String name : List.of("calm", "calm-bulk", "calm-replies", "calm-dead")) {
            queues.put(name, account.sqs.createQueue(r -> r.queueName(name)).queueUrl());
            account.sqs.sendMessage(r -> r.queueUrl(queues.get(name)).messageBody("stay"));
        }
        DynamoDbTables tables = DynamoDbTables.shared();
        String table = tables.make();
        try (DynamoDbClient client = tables.client(1)) {
            new DynamoDbLedger(client, table, InstantSource.system(), Duration.ofDays(1)).close();
        }
        Path file = folder.resolve("calm.db");
        new SqliteLedger(file, InstantSource.system(), Duration.ofDays(1)).close();
        account.stranger("bystander");
        List<Object> before = everything(file, table);

        for (String ledger : List.of("sqlite:" + file, "dynamodb:" + table)) {
            System.setProperty("aws.endpointUrlDynamoDb", tables.endpoint().toString());
            assertThat(
                            examine(
                                    "USHER_REQUEST_QUEUE", "calm",
                                    "USHER_BULK_QUEUE", "calm-bulk",
                                    "USHER_REPLY_QUEUE", "calm-replies",
                                    "USHER_DEAD_LETTER_QUEUE", "calm-dead",
                                    "USHER_LEDGER", ledger))
                    .noneMatch(each -> each.status() == Status.FAILED);
        }

        assertThat(everything(file, table)).isEqualTo(before);
        queues.values().forEach(DoctorAndWorkerTest::isAsItWas);
        assertThat(folder.resolve("calm.db-wal")).doesNotExist();
    }

    /** The visible state of pool and ledger. */
    private static List<Object> everything(Path file, String table) throws IOException {
        Cognito cognito = account.aws.cognito();
        String pool = account.client.userPoolId();
        return List.of(
                cognito.snapshot(pool, "bystander"),
                cognito.failedSignIns(pool, "bystander"),
                account.users("").size(),
                cognito.outbox().messages().size(),
                Base64.getEncoder().encodeToString(Files.readAllBytes(file)),
                Files.getLastModifiedTime(file),
                DynamoDbTables.shared().items(table));
    }

    /** Expects one message that was never received, and no hidden one. */
    private static void isAsItWas(String url) {
        Map<QueueAttributeName, String> counts =
                account.sqs
                        .getQueueAttributes(
                                r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                        .attributes();
        assertThat(counts)
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "0");
        List<Message> messages =
                account.sqs
                        .receiveMessage(r ->
                                r.queueUrl(url)
                                        .maxNumberOfMessages(10)
                                        .messageSystemAttributeNames(
                                                MessageSystemAttributeName
                                                        .APPROXIMATE_RECEIVE_COUNT))
                        .messages();
        assertThat(messages)
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.body()).isEqualTo("stay");
                    assertThat(message.attributes())
                            .containsEntry(
                                    MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1");
                });
    }

    private static String readiness(RunningService service) {
        try {
            return service.readiness();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
