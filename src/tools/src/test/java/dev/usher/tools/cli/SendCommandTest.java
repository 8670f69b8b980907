package dev.usher.tools.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.usher.app.Account;
import dev.usher.app.Desk;
import dev.usher.app.RunningService;
import dev.usher.message.FailureCode;
import dev.usher.message.Replies;
import dev.usher.message.Reply;
import dev.usher.message.Result;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;

/** {@code usher send} as a process, on a reply queue with replies for other readers. */
class SendCommandTest {
    private static final String PASSWORD = "PLANT-passw0rd-7";
    private static final int OTHERS = 14;

    @TempDir private static Path folder;

    private static Account account;
    private static Desk desk;
    private static String replies;
    private static RunningService service;

    @BeforeAll
    static void start() {
        account = new Account();
        desk = new Desk(account, "send");
        replies = account.sqs.createQueue(r -> r.queueName("send-shared")).queueUrl();
        service =
                new RunningService(
                        account, desk, folder, "USHER_REPLY_QUEUES", "send-others,send-shared");
        for (int i = 0; i < OTHERS; i++) {
            String body = foreign(i);
            account.sqs.sendMessage(r -> r.queueUrl(replies).messageBody(body));
        }
    }

    @AfterAll
    static void stop() {
        service.close();
        desk.close();
        account.close();
        RunningService.forgetSdkSettings();
    }

    private static String foreign(int number) {
        return Replies.write(
                new Reply(
                        "other-" + number,
                        "elsewhere-" + number,
                        "signup",
                        Result.Failed.of(FailureCode.EXPIRED, "too late"),
                        false,
                        1,
                        Instant.EPOCH));
    }

    private static Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>(account.environment());
        variables.putAll(desk.settings());
        variables.put("USHER_REPLY_QUEUES", "send-shared");
        variables.put("USHER_GROUPS", Account.GROUP);
        return variables;
    }

    private static List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(WorkerProcess.commandLine(dev.usher.tools.cli.Main.class));
        command.add("send");
        command.addAll(List.of(arguments));
        return command;
    }

    private static WorkerProcess send(String... arguments) {
        return WorkerProcess.start(command(arguments), folder, environment());
    }

    /** All other replies are in the queue, visible, and were received only a few times. */
    private static void othersAreUntouched() {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES) == OTHERS);
        assertThat(count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)).isZero();
    }

    private static int count(QueueAttributeName what) {
        String count =
                account.sqs
                        .getQueueAttributes(r -> r.queueUrl(replies).attributeNames(what))
                        .attributes()
                        .get(what);
        return Integer.parseInt(Objects.requireNonNull(count));
    }

    @Test
    void a_sign_up_is_answered_among_others_replies_and_nothing_secret_is_shown() throws Exception {
        Path file = Files.writeString(folder.resolve("ada.txt"), PASSWORD + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (WorkerProcess send =
                send(
                        "--type=signup",
                        "--username=ada",
                        "--attribute=email=ada@example.com",
                        "--group=" + Account.GROUP,
                        "--reply-to=send-shared",
                        "--password-file=" + file)) {
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(SendCommandTest::commandLines, lines -> !lines.isEmpty());
            assertThat(commandLines()).noneMatch(line -> line.contains("PLANT"));
            assertThat(send.exit()).as(send.stderr()).isZero();
            JsonNode reply = Desk.parse(send.stdout());
            assertThat(reply.path("status").asString("")).isEqualTo("succeeded");
            assertThat(reply.at("/user/username").asString("")).isEqualTo("ada");
            assertThat(reply.at("/tokens/accessToken").asString("")).isEqualTo("***");
            assertThat(send.stderr())
                    .contains(
                            "everybody can read",
                            "chmod 600",
                            "id " + reply.path("id").asString(""))
                    .contains("succeeded: ada is CONFIRMED");
            assertThat(send.stdout() + send.stderr()).doesNotContain("PLANT").doesNotContain("eyJ");
        }
        assertThat(account.status("ada")).isEqualTo("CONFIRMED");
        othersAreUntouched();
    }

    /** The arguments of all send processes by ps, since Java truncates long ones. */
    private static List<String> commandLines() throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    found.add(Files.readString(process.resolve("cmdline"), ISO_8859_1));
                } catch (IOException e) {
                    // It has ended.
                }
            }
        }
        found.removeIf(line -> !line.contains("\0send\0"));
        return found;
    }

    @Test
    void a_password_is_asked_for_at_a_terminal_without_an_echo() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "this machine has no script");
        List<String> command =
                command(
                        "--type=signup",
                        "--username=bob",
                        "--reply-to=send-shared",
                        "--show-tokens");
        try (WorkerProcess terminal =
                WorkerProcess.start(
                        List.of("/usr/bin/script", "-qec", String.join(" ", command), "/dev/null"),
                        folder,
                        environment())) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> terminal.stdout().contains("password for bob: "));
            terminal.type(PASSWORD + "\n");
            assertThat(terminal.exit()).as(terminal.stdout()).isZero();
            assertThat(terminal.stdout())
                    .doesNotContain("PLANT")
                    .contains("succeeded: bob is CONFIRMED")
                    .containsPattern("\"accessToken\" : \"eyJ");
        }
        assertThat(account.status("bob")).isEqualTo("CONFIRMED");
        othersAreUntouched();
    }

    @Test
    void a_whole_request_from_standard_input_that_fails_ends_with_1() throws Exception {
        try (WorkerProcess send = send("--request=-", "--reply-queue=send-shared")) {
            send.type(
                    """
                    {"type":"signin","id":"in-1","username":"nobody","password":"%s",\
                    "replyTo":"send-shared"}
                    """
                            .formatted(PASSWORD));
            send.endInput();
            assertThat(send.exit()).as(send.stderr()).isOne();
            assertThat(Desk.parse(send.stdout()).at("/failure/code").asString(""))
                    .isIn("NOT_AUTHORIZED", "USER_NOT_FOUND");
            assertThat(send.stderr()).contains("id in-1", "failed: ").doesNotContain("PLANT");
        }
        othersAreUntouched();
    }

    @Test
    void a_send_that_is_stopped_while_waiting_gives_replies_back_and_reports_the_request()
            throws Exception {
        Path file = Files.writeString(folder.resolve("eve.txt"), PASSWORD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        // There is no worker on that lane, so no reply arrives.
        try (WorkerProcess send =
                send(
                        "--type=signin",
                        "--id=never",
                        "--username=eve",
                        "--queue=send-bulk",
                        "--reply-queue=send-shared",
                        "--timeout=5m",
                        "--password-file=" + file)) {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() ->
                            count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                                    > 0);
            send.terminate();
            assertThat(send.exit()).isOne();
            assertThat(send.stdout()).isEmpty();
            assertThat(send.stderr())
                    .contains("stopped; request never (message ", "is still in progress")
                    .doesNotContain("PLANT")
                    .doesNotContain("everybody can read");
        }
        othersAreUntouched();
        List<Message> waiting = account.sqs.receiveMessage(r -> r.queueUrl(desk.bulk)).messages();
        assertThat(waiting).hasSize(1);
    }

    @Test
    void without_a_terminal_or_a_file_it_says_which_option_brings_the_secret() throws Exception {
        try (WorkerProcess send = send("--type=signin", "--username=eve", "--timeout=1s")) {
            assertThat(send.exit()).isEqualTo(2);
            assertThat(send.stderr().lines())
                    .singleElement()
                    .asString()
                    .contains("no password", "--password-file FILE");
        }
        assertThat(IntStream.of(desk.left())).containsExactly(0);
    }
}
