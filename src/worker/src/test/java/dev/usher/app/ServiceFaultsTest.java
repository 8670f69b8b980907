package dev.usher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.app.Desk.Letter;
import dev.usher.emulator.control.Faults;
import dev.usher.emulator.control.Faults.Kind;
import dev.usher.emulator.control.Faults.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import tools.jackson.databind.node.ObjectNode;

/** The worker among faults: Cognito's, the operator's, the senders'. */
class ServiceFaultsTest {
    /** As often as one walk tries a call: after that it takes a redelivery. */
    private static final int A_WHOLE_WALK = 4;

    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir private static Path folder;

    private static Account account;
    private static Desk desk;
    private static RunningService service;

    @BeforeAll
    static void start() {
        account = new Account();
        desk = new Desk(account, "faults");
        service = new RunningService(account, desk, folder);
    }

    @AfterAll
    static void stop() {
        service.close();
        desk.close();
        account.close();
        RunningService.forgetSdkSettings();
    }

    @AfterEach
    void calm() {
        account.aws.faults().clear();
    }

    private static Faults faults() {
        return account.aws.faults();
    }

    private static String name() {
        return "user-" + NAMES.incrementAndGet();
    }

    private static void succeeded(Letter letter) {
        assertThat(letter.status()).as("%s", letter.body()).isEqualTo("succeeded");
    }

    private static void failed(Letter letter, String code) {
        assertThat(letter.status()).as("%s", letter.body()).isEqualTo("failed");
        assertThat(letter.code()).as("%s", letter.body()).isEqualTo(code);
    }

    private static Stream<Arguments> everyFaultOfEveryCall() {
        return Stream.of(
                        "AdminCreateUser",
                        "AdminAddUserToGroup",
                        "AdminInitiateAuth",
                        "AdminRespondToAuthChallenge")
                .flatMap(operation ->
                        Arrays.stream(Kind.values())
                                .flatMap(kind ->
                                        times(kind)
                                                .map(times ->
                                                        Arguments.of(operation, kind, times))));
    }

    /** A redelivery takes its time: one kind without the effect and one with it are enough. */
    private static Stream<Integer> times(Kind kind) {
        return kind == Kind.ERROR_BEFORE || kind == Kind.DROP_AFTER
                ? Stream.of(1, A_WHOLE_WALK)
                : Stream.of(1);
    }

    @ParameterizedTest
    @MethodSource("everyFaultOfEveryCall")
    void a_call_that_fails_once_or_a_whole_walk_long_still_makes_one_whole_user(
            String operation, Kind kind, int times) {
        String id = name();
        ObjectNode request = Desk.signUp(id);
        request.putArray("groups").add(Account.GROUP);
        faults().add(Rule.next(operation, kind, times));

        String messageId = desk.send(request);

        Letter letter = desk.await(messageId);
        succeeded(letter);
        assertThat(letter.token("accessToken")).isNotEmpty();
        assertThat(faults().rules()).as("faults that never struck").isEmpty();
        assertThat(account.status(id)).isEqualTo("CONFIRMED");
        assertThat(letter.body().path("user").path("sub").asString("")).isEqualTo(sub(id));
        assertThat(groups(id)).containsExactly(Account.GROUP);
        await().until(() -> desk.left() == 0);
        assertThat(desk.letters(messageId)).hasSize(1);
        assertThat(desk.takeDeadLetters()).isEmpty();
    }

    private static String sub(String username) {
        return account
                .cognito
                .adminGetUser(r -> r.userPoolId(account.client.userPoolId()).username(username))
                .userAttributes()
                .stream()
                .filter(attribute -> attribute.name().equals("sub"))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static List<String> groups(String username) {
        return account
                .cognito
                .adminListGroupsForUser(
                        r -> r.userPoolId(account.client.userPoolId()).username(username))
                .groups()
                .stream()
                .map(GroupType::groupName)
                .toList();
    }

    @Test
    void a_request_that_fails_for_ever_is_told_and_buried_and_leaves_no_user() throws Exception {
        try (Desk other = new Desk(account, "exhausted");
                RunningService _ =
                        new RunningService(
                                account,
                                other,
                                Files.createTempDirectory(folder, "x"),
                                "USHER_MAX_ATTEMPTS",
                                "2")) {
            String id = name();
            faults().add(
                            Rule.next(
                                    "AdminRespondToAuthChallenge",
                                    Kind.ERROR_BEFORE,
                                    2 * A_WHOLE_WALK));
            failed(other.ask(Desk.signUp(id)), "RETRIES_EXHAUSTED");
            assertThat(account.status(id)).isEqualTo("none");
            assertThat(other.takeDeadLetters())
                    .singleElement()
                    .satisfies(dead ->
                            assertThat(dead.messageAttributes().get("usher").stringValue())
                                    .contains("RETRIES_EXHAUSTED"));
        }
    }

    @Test
    void a_permission_that_is_missing_holds_everything_until_it_is_granted() throws Exception {
        faults().add(
                        Rule.next("AdminCreateUser", Kind.ERROR_BEFORE, Integer.MAX_VALUE)
                                .withError("AccessDeniedException", 400));
        List<String> messageIds = desk.sendAll(signUps(5));

        service.awaitReadiness("503");
        assertThat(service.readiness()).contains("AdminCreateUser", "AccessDeniedException");
        assertThat(desk.answered(messageIds)).isZero();
        assertThat(desk.takeDeadLetters()).isEmpty();

        faults().clear();
        messageIds.forEach(id -> succeeded(desk.await(id)));
        service.awaitReadiness("200");
        assertThat(desk.takeDeadLetters()).isEmpty();
    }

    @Test
    void a_pool_that_is_gone_holds_everything_until_another_one_is_named() throws Exception {
        UserPoolClientType doomed = account.pool();
        account.secrets.createSecret(
                r -> r.name("doomed").secretString(account.secretJson(doomed)));
        Path own = Files.createTempDirectory(folder, "doomed");
        try (Desk other = new Desk(account, "doomed")) {
            List<String> messageIds;
            try (RunningService holding =
                    new RunningService(
                            account,
                            other,
                            own,
                            "USHER_USER_POOL_ID",
                            doomed.userPoolId(),
                            "USHER_CLIENT_ID",
                            doomed.clientId(),
                            "USHER_SECRET_ID",
                            "doomed")) {
                succeeded(other.ask(Desk.signUp(name())));
                account.cognito.deleteUserPool(r -> r.userPoolId(doomed.userPoolId()));
                messageIds = other.sendAll(signUps(5));
                holding.awaitReadiness("503");
                assertThat(holding.readiness())
                        .contains("ResourceNotFoundException", "USHER_USER_POOL_ID");
                assertThat(other.answered(messageIds)).isZero();
            }
            try (RunningService _ = new RunningService(account, other, own)) {
                messageIds.forEach(id -> succeeded(other.await(id)));
            }
            assertThat(other.takeDeadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"USHER_CLIENT_ID, my client!", "USHER_USER_POOL_ID, <pool>"})
    void an_id_that_breaks_its_pattern_holds_everything_and_buries_nothing(
            String variable, String value) throws Exception {
        Path own = Files.createTempDirectory(folder, "odd");
        try (Desk other = new Desk(account, "odd")) {
            List<String> messageIds = other.sendAll(signUps(3));
            try (RunningService holding =
                    new RunningService(account, other, own, variable, value)) {
                holding.awaitReadiness("503 polling is paused");
                assertThat(holding.readiness()).contains("InvalidParameterException", variable);
                assertThat(other.answered(messageIds)).isZero();
            }
            assertThat(other.takeDeadLetters()).isEmpty();
        }
    }

    @Test
    void a_wrong_client_secret_holds_everything_until_the_right_one_is_put() throws Exception {
        UserPoolClientType wrong = account.client.toBuilder().clientSecret("a".repeat(51)).build();
        UserPoolClientType wrongToo =
                account.client.toBuilder().clientSecret("c".repeat(51)).build();
        account.secrets.createSecret(r -> r.name("wrong").secretString(account.secretJson(wrong)));
        account.secrets.putSecretValue(
                r -> r.secretId("wrong").secretString(account.secretJson(wrongToo)));
        try (Desk other = new Desk(account, "wrong");
                RunningService holding =
                        new RunningService(
                                account,
                                other,
                                Files.createTempDirectory(folder, "wrong"),
                                "USHER_SECRET_ID",
                                "wrong")) {
            List<String> messageIds = other.sendAll(signUps(5));
            holding.awaitReadiness("503 polling is paused");
            assertThat(holding.readiness()).contains("USHER_SECRET_ID");

            account.secrets.putSecretValue(
                    r -> r.secretId("wrong").secretString(account.secretJson(account.client)));
            messageIds.forEach(id -> succeeded(other.await(id)));
            assertThat(other.takeDeadLetters()).isEmpty();
        }
    }

    @Test
    void a_new_client_secret_that_Cognito_does_not_know_yet_stops_no_sign_up() throws Exception {
        UserPoolClientType early = account.client.toBuilder().clientSecret("b".repeat(51)).build();
        account.secrets.createSecret(
                r -> r.name("rotating").secretString(account.secretJson(account.client)));
        try (Desk other = new Desk(account, "rotating")) {
            Path own = Files.createTempDirectory(folder, "rotating");
            account.secrets.putSecretValue(
                    r -> r.secretId("rotating").secretString(account.secretJson(early)));
            try (RunningService _ =
                    new RunningService(account, other, own, "USHER_SECRET_ID", "rotating")) {
                other.sendAll(signUps(5)).forEach(id -> succeeded(other.await(id)));
            }
        }
    }

    private static List<ObjectNode> signUps(int count) {
        return IntStream.range(0, count).mapToObj(_ -> Desk.signUp(name())).toList();
    }

    @Test
    void the_same_request_sent_twice_makes_one_user_and_says_so() {
        String id = name();
        Letter first = desk.ask(Desk.signUp(id));
        Letter second = desk.ask(Desk.signUp(id));
        succeeded(first);
        succeeded(second);
        assertThat(first.body().path("duplicate").asBoolean(false)).isFalse();
        assertThat(second.body().path("duplicate").asBoolean(false)).isTrue();
        assertThat(second.body().path("user").path("sub"))
                .isEqualTo(first.body().path("user").path("sub"));
        assertThat(second.token("accessToken")).isNotEmpty();
    }

    @Test
    void many_copies_at_once_make_one_user() {
        String id = name();
        List<ObjectNode> copies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            copies.add(Desk.signUp(id));
        }
        List<Letter> letters = desk.sendAll(copies).stream().map(desk::await).toList();
        letters.forEach(ServiceFaultsTest::succeeded);
        assertThat(letters)
                .extracting(letter -> letter.body().path("user").path("sub").asString(""))
                .containsOnly(sub(id));
        assertThat(letters)
                .filteredOn(letter -> !letter.body().path("duplicate").asBoolean(false))
                .hasSize(1);
    }

    @Test
    void other_content_under_a_finished_id_is_refused() {
        String id = name();
        succeeded(desk.ask(Desk.signUp(id)));
        failed(desk.ask(Desk.signUp(id).put("password", "Another-Passw0rd")), "ID_REUSED");
        failed(desk.ask(Desk.signUp(id).put("username", name())), "ID_REUSED");
    }

    @Test
    void mended_content_under_a_refused_id_is_walked() {
        String id = name();
        failed(desk.ask(Desk.signUp(id).put("password", "short1A")), "INVALID_PASSWORD");
        assertThat(account.status(id)).isEqualTo("none");
        succeeded(desk.ask(Desk.signUp(id)));
    }

    @Test
    void a_reply_goes_where_the_request_asks_for_if_it_may() {
        Letter other = desk.ask(Desk.signUp(name()).put("replyTo", "faults-others"));
        succeeded(other);
        assertThat(other.queue()).isEqualTo("others");
        Letter refused = desk.ask(Desk.signUp(name()).put("replyTo", "faults-dead"));
        failed(refused, "INVALID_REQUEST");
        assertThat(refused.problem()).contains("/replyTo");
        assertThat(refused.queue()).isEqualTo("replies");
    }

    @Test
    void sign_in_knows_right_from_wrong_and_locked_out() {
        String id = name();
        succeeded(desk.ask(Desk.signUp(id)));
        Letter right = desk.ask(signIn(id, Desk.PASSWORD));
        succeeded(right);
        assertThat(right.token("idToken")).isNotEmpty();
        for (int i = 0; i < 5; i++) {
            failed(desk.ask(signIn(id, "Wrong-Passw0rd")), "NOT_AUTHORIZED");
        }
        failed(desk.ask(signIn(id, Desk.PASSWORD)), "LOCKED_OUT");
    }

    private static ObjectNode signIn(String username, String password) {
        return Desk.request("signin", name()).put("username", username).put("password", password);
    }

    @Test
    void a_refresh_token_brings_fresh_tokens() {
        String id = name();
        Letter signedUp = desk.ask(Desk.signUp(id));
        String username = signedUp.body().path("user").path("username").asString("");
        Letter fresh =
                desk.ask(
                        Desk.request("refresh", name())
                                .put("username", username)
                                .put("refreshToken", signedUp.token("refreshToken")));
        succeeded(fresh);
        assertThat(fresh.token("accessToken"))
                .isNotEmpty()
                .isNotEqualTo(signedUp.token("accessToken"));
        Letter refused =
                desk.ask(
                        Desk.request("refresh", name())
                                .put("username", username)
                                .put("refreshToken", "made up"));
        failed(refused, "NOT_AUTHORIZED");
    }

    @Test
    void a_migration_gets_no_tokens_and_an_invitation_leaves_the_user_to_itself() {
        String moved = name();
        Letter confirmed = desk.ask(Desk.signUp(moved).put("finish", "confirmed"));
        succeeded(confirmed);
        assertThat(confirmed.body().has("tokens")).isFalse();
        assertThat(account.status(moved)).isEqualTo("CONFIRMED");

        String invited = name();
        ObjectNode request = Desk.request("signup", invited).put("finish", "invite");
        request.putObject("attributes").put("email", invited + "@example.org");
        Letter invitation = desk.ask(request);
        succeeded(invitation);
        assertThat(invitation.body().path("user").path("status").asString(""))
                .isEqualTo("FORCE_CHANGE_PASSWORD");
        assertThat(account.status(invited)).isEqualTo("FORCE_CHANGE_PASSWORD");
    }

    @Test
    void what_is_not_on_its_list_or_came_too_late_makes_nothing() {
        String id = name();
        ObjectNode groups = Desk.signUp(id);
        groups.putArray("groups").add("administrators");
        Letter refused = desk.ask(groups);
        failed(refused, "INVALID_REQUEST");
        assertThat(refused.problem()).contains("/groups");

        ObjectNode attributes = Desk.signUp(name());
        attributes.putObject("attributes").put("email_verified", "true");
        Letter unlisted = desk.ask(attributes);
        failed(unlisted, "INVALID_REQUEST");
        assertThat(unlisted.problem()).contains("/attributes/email_verified");

        String late = name();
        failed(desk.ask(Desk.signUp(late).put("notAfter", "2020-01-01T00:00:00Z")), "EXPIRED");
        assertThat(account.status(id)).isEqualTo("none");
        assertThat(account.status(late)).isEqualTo("none");
    }

    @Test
    void a_stranger_s_user_is_left_as_it_is() {
        String id = name();
        account.stranger(id);
        String pool = account.client.userPoolId();
        String before = account.aws.cognito().snapshot(pool, id);
        failed(desk.ask(Desk.signUp(id)), "USERNAME_EXISTS");
        assertThat(account.aws.cognito().snapshot(pool, id)).isEqualTo(before);
        assertThat(account.aws.cognito().failedSignIns(pool, id)).isZero();
    }

    /** Nothing that was answered once was answered otherwise later. */
    @AfterAll
    static void no_message_was_answered_twice_in_two_ways() {
        for (Letter letter : desk.letters()) {
            assertThat(desk.letters(letter.messageId()))
                    .extracting(Letter::status)
                    .containsOnly(letter.status());
        }
    }
}
