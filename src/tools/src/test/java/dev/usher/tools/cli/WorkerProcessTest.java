package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.app.Account;
import dev.usher.app.Desk;
import dev.usher.app.Desk.Letter;
import dev.usher.emulator.control.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import tools.jackson.databind.node.ObjectNode;

/** The worker as a process: started, stopped, killed. */
class WorkerProcessTest {
    private static Account account;

    @TempDir private Path folder;

    @BeforeAll
    static void start() {
        account = new Account();
    }

    @AfterAll
    static void stop() {
        account.close();
    }

    @AfterEach
    void calm() {
        account.aws.faults().clear();
    }

    private static Map<String, String> environment(Desk desk, String... more) {
        Map<String, String> variables = new HashMap<>(account.environment());
        variables.putAll(account.settings());
        variables.putAll(desk.settings());
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return variables;
    }

    /**
     * The expected result of a sign-up.
     *
     * @param userStatus of the user that it asks for, afterwards
     */
    private record Ending(String status, @Nullable String code, String userStatus) {
        static final Ending CONFIRMED = new Ending("succeeded", null, "CONFIRMED");
        static final Ending INVITED = new Ending("succeeded", null, "FORCE_CHANGE_PASSWORD");

        static Ending refused(String code) {
            return new Ending("failed", code, "none");
        }
    }

    private static Ending prepare(ObjectNode request, int kind) {
        return switch (kind) {
            case 1 -> {
                request.put("finish", "confirmed");
                yield Ending.CONFIRMED;
            }
            case 2 -> {
                request.put("finish", "invite").remove("password");
                request.putObject("attributes").put("email", "ada@example.org");
                yield Ending.INVITED;
            }
            case 3 -> {
                request.putArray("groups").add(Account.GROUP);
                yield Ending.CONFIRMED;
            }
            case 4 -> {
                request.put("password", "short1A");
                yield Ending.refused("INVALID_PASSWORD");
            }
            case 5 -> {
                request.put("pasword", "misspelt");
                yield Ending.refused("INVALID_REQUEST");
            }
            case 6 -> {
                request.putArray("groups").add("administrators");
                yield Ending.refused("INVALID_REQUEST");
            }
            case 7 -> {
                request.putObject("attributes").put("phone_number", "not a number");
                yield Ending.refused("INVALID_ATTRIBUTES");
            }
            case 8 -> {
                request.put("notAfter", "2020-01-01T00:00:00Z");
                yield Ending.refused("EXPIRED");
            }
            case 9 -> {
                request.put("username", "taken");
                yield new Ending("failed", "USERNAME_EXISTS", "FORCE_CHANGE_PASSWORD");
            }
            case 10 -> {
                request.put("replyTo", "many-others");
                yield Ending.CONFIRMED;
            }
            default -> Ending.CONFIRMED;
        };
    }

    @Test
    void three_hundred_sign_ups_of_all_kinds_are_answered_right() throws Exception {
        account.stranger("taken");
        String taken = account.aws.cognito().snapshot(account.client.userPoolId(), "taken");
        try (Desk desk = new Desk(account, "many");
                WorkerProcess worker = WorkerProcess.worker(folder, environment(desk))) {
            List<String> bodies = new ArrayList<>();
            List<Ending> endings = new ArrayList<>();
            List<String> usernames = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                ObjectNode request = Desk.signUp("many-" + i);
                endings.add(prepare(request, i % 20));
                usernames.add(request.path("username").asString(""));
                bodies.add(request.toString());
            }
            List<String> messageIds = desk.sendAll(bodies);
            String unreadable = desk.send("this is no JSON");

            for (int i = 0; i < messageIds.size(); i++) {
                Letter letter = desk.await(messageIds.get(i));
                Ending ending = endings.get(i);
                String which = bodies.get(i) + " -> " + letter.body();
                assertThat(letter.status()).as(which).isEqualTo(ending.status());
                assertThat(letter.code()).as(which).isEqualTo(ending.code());
                assertThat(letter.id()).as(which).isEqualTo("many-" + i);
                assertThat(letter.attributes())
                        .as(which)
                        .containsEntry("id", "many-" + i)
                        .containsEntry("status", ending.status());
                assertThat(letter.queue()).as(which).isEqualTo(i % 20 == 10 ? "others" : "replies");
                boolean tokens = ending.equals(Ending.CONFIRMED) && i % 20 != 1;
                assertThat(letter.body().has("tokens")).as(which).isEqualTo(tokens);
                assertThat(account.status(usernames.get(i)))
                        .as(which)
                        .isEqualTo(ending.userStatus());
            }
            Letter withoutId = desk.await(unreadable);
            assertThat(withoutId.code()).isEqualTo("INVALID_REQUEST");
            assertThat(withoutId.id()).isNull();
            assertThat(desk.takeDeadLetters())
                    .singleElement()
                    .satisfies(dead -> {
                        assertThat(dead.body()).isEqualTo("this is no JSON");
                        assertThat(dead.messageAttributes().get("usher").stringValue())
                                .contains("INVALID_REQUEST");
                    });
            assertThat(account.aws.cognito().snapshot(account.client.userPoolId(), "taken"))
                    .isEqualTo(taken);

            assertThat(worker.get("/livez").statusCode()).isEqualTo(200);
            assertThat(worker.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(worker.get("/metrics").body())
                    .contains("messaging_process_duration_seconds_count")
                    .contains("usher_cognito_calls_total");
            worker.terminate();
            assertThat(worker.exit()).isZero();
            assertThat(worker.stdout()).isEmpty();
        }
    }

    @Test
    void SIGTERM_under_load_leaves_nothing_half_done_and_the_next_process_finishes_the_rest()
            throws Exception {
        account.aws.faults().latency(Duration.ofMillis(50));
        try (Desk desk = new Desk(account, "term")) {
            Map<String, String> environment =
                    environment(desk, "USHER_CONCURRENCY", "16", "USHER_VISIBILITY_TIMEOUT", "10s");
            List<String> messageIds;
            try (WorkerProcess first = WorkerProcess.worker(folder, environment)) {
                messageIds = desk.sendAll(signUps("term", 300));
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> desk.answered(messageIds) >= 30);
                first.terminate();
                assertThat(first.exit()).isZero();
            }
            assertThat(desk.answered(messageIds)).isLessThan(300);
            assertThat(account.users("term-"))
                    .extracting(UserType::userStatus)
                    .containsOnly(UserStatusType.CONFIRMED);

            account.aws.faults().clear();
            try (WorkerProcess second = WorkerProcess.worker(folder, environment)) {
                messageIds.forEach(desk::await);
                second.terminate();
                assertThat(second.exit()).isZero();
            }
            oneConfirmedUserEach(desk, "term-", 300);
        }
    }

    @Test
    void an_idle_worker_is_gone_soon_after_SIGTERM() throws Exception {
        try (Desk desk = new Desk(account, "idle");
                WorkerProcess worker =
                        WorkerProcess.worker(folder, environment(desk, "USHER_POLL_WAIT", "20s"))) {
            desk.ask(Desk.signUp("idle-1")); // it polls now, and will for twenty seconds
            long asked = System.nanoTime();
            worker.terminate();
            assertThat(worker.exit()).isZero();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
            System.out.println("an idle process was gone " + millis + " ms after SIGTERM");
            assertThat(millis).as("and does not wait for its poll").isLessThan(15_000);
        }
    }

    @Test
    void a_second_SIGTERM_stops_at_once_and_gives_back_what_is_in_hand() throws Exception {
        try (Desk desk = new Desk(account, "twice");
                WorkerProcess worker =
                        WorkerProcess.worker(
                                folder, environment(desk, "USHER_DRAIN_TIMEOUT", "5m"))) {
            desk.ask(Desk.signUp("twice-0"));
            account.aws.faults().latency(Duration.ofSeconds(8));
            List<String> messageIds = desk.sendAll(signUps("slow", 20));
            await().atMost(Duration.ofSeconds(30)).until(() -> inHand(worker) == 20);
            worker.terminate();
            // ElasticMQ still gives what comes to the poll that was aborted, until its second is
            // over.
            await().atMost(Duration.ofSeconds(30))
                    .pollDelay(Duration.ofSeconds(2))
                    .until(() -> worker.get("/readyz").body().contains("draining, 20"));
            worker.terminate();
            assertThat(worker.exit()).isZero();
            assertThat(desk.answered(messageIds)).isZero();
            assertThat(desk.inFlight()).isZero();
            assertThat(desk.left()).isEqualTo(20);
        }
    }

    private static int inHand(WorkerProcess worker) throws Exception {
        Matcher gauge =
                Pattern.compile("usher_in_hand\\{[^}]*} (\\d+)")
                        .matcher(worker.get("/metrics").body());
        return gauge.find() ? Integer.parseInt(gauge.group(1)) : 0;
    }

    @Test
    void SIGKILL_in_the_middle_of_attempts_loses_no_request_and_doubles_no_user() throws Exception {
        try (Desk desk = new Desk(account, "kill")) {
            Map<String, String> environment =
                    environment(desk, "USHER_CONCURRENCY", "32", "USHER_VISIBILITY_TIMEOUT", "10s");
            List<String> messageIds;
            account.aws.faults().latency(Duration.ofMillis(50));
            try (WorkerProcess first = WorkerProcess.worker(folder, environment)) {
                messageIds = desk.sendAll(signUps("kill", 200));
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> desk.answered(messageIds) >= 30);
                // From here on no attempt completes.
                account.aws
                        .faults()
                        .add(
                                Faults.Rule.next(
                                        "AdminRespondToAuthChallenge",
                                        Faults.Kind.DROP_BEFORE,
                                        Integer.MAX_VALUE));
                await().atMost(Duration.ofSeconds(30)).until(() -> halfMade("kill-") >= 3);
                first.kill();
            }
            assertThat(halfMade("kill-")).isPositive();
            assertThat(desk.answered(messageIds)).isLessThan(200);

            account.aws.faults().clear();
            try (WorkerProcess _ = WorkerProcess.worker(folder, environment)) {
                messageIds.forEach(desk::await);
            }
            oneConfirmedUserEach(desk, "kill-", 200);
            assertThat(desk.takeDeadLetters()).isEmpty();
        }
    }

    private static List<ObjectNode> signUps(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> Desk.signUp(prefix + "-" + i)).toList();
    }

    private static long halfMade(String prefix) {
        return account.users(prefix).stream()
                .filter(user -> user.userStatus() == UserStatusType.FORCE_CHANGE_PASSWORD)
                .count();
    }

    /** All replies to an id name the one user that it created. */
    private static void oneConfirmedUserEach(Desk desk, String prefix, int count) {
        Map<String, UserType> users =
                account.users(prefix).stream()
                        .collect(Collectors.toMap(UserType::username, Function.identity()));
        assertThat(users).hasSize(count);
        assertThat(users.values())
                .extracting(UserType::userStatus)
                .containsOnly(UserStatusType.CONFIRMED);
        Map<String, Set<String>> subs = new LinkedHashMap<>();
        for (Letter letter : desk.letters()) {
            assertThat(letter.status()).as("%s", letter.body()).isEqualTo("succeeded");
            subs.computeIfAbsent(String.valueOf(letter.id()), _ -> new HashSet<>())
                    .add(letter.body().path("user").path("sub").asString(""));
        }
        assertThat(subs).hasSize(count);
        subs.forEach((id, all) ->
                assertThat(all)
                        .as(id)
                        .containsExactly(
                                users.get(id).attributes().stream()
                                        .filter(a -> a.name().equals("sub"))
                                        .findFirst()
                                        .orElseThrow()
                                        .value()));
    }

    @Test
    void SQS_may_have_an_endpoint_of_its_own() throws Exception {
        try (Desk desk = new Desk(account, "beside");
                WorkerProcess worker =
                        WorkerProcess.worker(
                                folder,
                                environment(
                                        desk,
                                        "AWS_ENDPOINT_URL_SQS",
                                        account.aws.sqsEndpoint().toString()))) {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> worker.get("/readyz").statusCode() == 200);
            long before = account.aws.callCounts().getOrDefault("DeleteMessageBatch", 0L);
            String messageId = desk.send(Desk.signUp("beside-1"));
            await().atMost(Duration.ofSeconds(30)).until(() -> desk.left() == 0);
            // The one call of the desk's own, for the reply.
            assertThat(desk.await(messageId).status()).isEqualTo("succeeded");
            assertThat(account.aws.callCounts().getOrDefault("DeleteMessageBatch", 0L) - before)
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void wrong_settings_are_all_said_at_once_with_exit_code_2() throws Exception {
        Map<String, String> environment = account.environment();
        environment.put("USHER_REQUEST_QUEUE", "requests");
        environment.put("USHER_CONCURENCY", "64");
        environment.put("USHER_MAX_ATTEMPTS", "many");
        try (WorkerProcess worker = WorkerProcess.worker(folder, environment)) {
            assertThat(worker.exit()).isEqualTo(2);
            assertThat(worker.stdout()).isEmpty();
            assertThat(worker.stderr())
                    .contains("USHER_REPLY_QUEUE", "USHER_USER_POOL_ID", "USHER_CLIENT_ID")
                    .contains("USHER_SECRET_ID", "USHER_MAX_ATTEMPTS")
                    .contains("USHER_CONCURENCY", "USHER_CONCURRENCY");
        }
    }

    @Test
    void without_a_place_for_dead_letters_it_does_not_start() throws Exception {
        try (Desk desk = new Desk(account, "nowhere")) {
            // A queue without a redrive policy.
            Map<String, String> environment =
                    environment(desk, "USHER_REQUEST_QUEUE", "nowhere-dead");
            try (WorkerProcess worker = WorkerProcess.worker(folder, environment)) {
                assertThat(worker.exit()).isEqualTo(2);
                assertThat(worker.stderr()).contains("USHER_DEAD_LETTER_QUEUE");
            }
        }
    }

    @Test
    void the_jar_without_the_embedded_AWS_names_the_one_that_has_it() throws Exception {
        try (WorkerProcess demo = command("demo", "--requests", "5")) {
            assertThat(demo.exit()).isEqualTo(2);
            assertThat(demo.stderr()).contains("usher-local.jar");
        }
    }

    @Test
    void help_and_version_go_to_stdout() throws Exception {
        try (WorkerProcess help = command("--help");
                WorkerProcess version = command("worker", "--version")) {
            assertThat(help.exit()).isZero();
            assertThat(help.stdout()).contains("worker");
            assertThat(help.stderr()).isEmpty();
            assertThat(version.exit()).isZero();
            assertThat(version.stdout()).startsWith("usher ");
            assertThat(version.stderr()).isEmpty();
        }
    }

    private WorkerProcess command(String... arguments) {
        return WorkerProcess.start(dev.usher.tools.cli.Main.class, folder, Map.of(), arguments);
    }
}
