package dev.usher.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.usher.app.Account;
import dev.usher.app.Desk;
import dev.usher.app.Desk.Letter;
import dev.usher.app.Premises;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.sqs.model.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the contract promises, seen from the queues and the user pool alone, on every stage that can
 * be had: see "Stages" in CONTRIBUTING.md.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("venues")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScenariosTest {
    private static @Nullable SharedStage opened;

    @Parameter private StageChoice venue;

    private final SharedStage play = Objects.requireNonNull(opened);
    private final Desk desk = play.desk;
    private final Premises premises = play.premises;

    static List<StageChoice> venues() {
        return StageChoice.chosen();
    }

    @BeforeParameterizedClassInvocation
    static void open(StageChoice venue) throws IOException {
        String obstacle = venue.obstacle();
        if (obstacle != null) {
            if (StageChoice.asked()) {
                throw new AssertionError("stage " + venue.called() + ": " + obstacle);
            }
            TestStage.say(venue.called(), "skipped: " + obstacle);
            throw new TestAbortedException(obstacle);
        }
        opened = SharedStage.on(venue);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        SharedStage last = opened;
        opened = null;
        if (last != null) {
            last.close();
        }
    }

    @Test
    void a_sign_up_makes_a_confirmed_user_and_replies_with_tokens() throws Exception {
        Letter letter = desk.ask(Desk.signUp("tokens"));
        succeeded(letter);
        assertThat(letter.id()).isEqualTo("tokens");
        assertThat(letter.attributes())
                .containsEntry("id", "tokens")
                .containsEntry("type", "signup")
                .containsEntry("status", "succeeded");
        assertThat(letter.body().path("user").path("status").asString("")).isEqualTo("CONFIRMED");
        assertThat(letter.token("refreshToken")).isNotEmpty();
        assertThat(claims(letter, "idToken").getClaim("cognito:username")).isEqualTo("tokens");
        assertThat(claims(letter, "accessToken").getSubject())
                .isEqualTo(letter.body().path("user").path("sub").asString(""));
        assertThat(premises.status("tokens")).isEqualTo("CONFIRMED");
    }

    @Test
    void a_migrated_user_is_confirmed_with_its_password_and_no_tokens_are_sent() {
        Letter letter = desk.ask(Desk.signUp("migrated").put("finish", "confirmed"));
        succeeded(letter);
        assertThat(letter.body().has("tokens")).isFalse();
        assertThat(premises.status("migrated")).isEqualTo("CONFIRMED");
        succeeded(desk.ask(signIn("migrated-in", "migrated", Desk.PASSWORD)));
    }

    @Test
    void an_invited_user_still_has_to_change_the_password() {
        play.stage.needs(Ability.INVITATIONS_TO_NOBODY);
        ObjectNode request = Desk.request("signup", "invited").put("finish", "invite");
        request.putObject("attributes").put("email", "ada@example.org");
        Letter letter = desk.ask(request);
        succeeded(letter);
        assertThat(letter.body().has("tokens")).isFalse();
        assertThat(premises.status("invited")).isEqualTo("FORCE_CHANGE_PASSWORD");
    }

    @Test
    void a_request_that_comes_twice_makes_one_user_and_says_so() {
        Letter first = desk.ask(Desk.signUp("twice"));
        Letter second = desk.ask(Desk.signUp("twice"));
        succeeded(first);
        succeeded(second);
        assertThat(second.body().path("duplicate").asBoolean(false)).isTrue();
        assertThat(second.token("accessToken")).isNotEmpty();
        assertThat(second.body().path("user")).isEqualTo(first.body().path("user"));
    }

    @Test
    void the_same_id_with_other_content_is_refused_and_changes_nothing() {
        succeeded(desk.ask(Desk.signUp("reused")));
        failed(desk.ask(Desk.signUp("reused").put("password", "Other-Passw0rd")), "ID_REUSED");
        failed(desk.ask(Desk.signUp("reused").put("username", "reused-too")), "ID_REUSED");
        assertThat(premises.status("reused-too")).isEqualTo("none");
        succeeded(desk.ask(signIn("reused-in", "reused", Desk.PASSWORD)));
    }

    @Test
    void a_username_that_is_taken_is_told_and_its_owner_left_alone() {
        premises.stranger("taken");
        Object before = owner();
        ObjectNode request = Desk.signUp("takes").put("username", "taken");
        request.putArray("groups").add(Account.GROUP);
        failed(desk.ask(request), "USERNAME_EXISTS");
        assertThat(owner()).isEqualTo(before);
        assertThat(groups("taken")).isEmpty();
    }

    private Object owner() {
        return premises.cognito
                .adminGetUser(r -> r.userPoolId(premises.client.userPoolId()).username("taken"))
                .toString();
    }

    @Test
    void a_password_below_the_policy_is_told_and_leaves_no_user() {
        failed(desk.ask(Desk.signUp("weak").put("password", "short1A")), "INVALID_PASSWORD");
        assertThat(premises.status("weak")).isEqualTo("none");
    }

    @Test
    void an_invalid_request_is_answered_with_the_member_that_is_wrong() {
        Letter letter = desk.ask(Desk.signUp("invalid").put("pasword", "misspelt"));
        failed(letter, "INVALID_REQUEST");
        assertThat(letter.id()).isEqualTo("invalid");
        assertThat(letter.problem()).contains("/pasword");
        assertThat(premises.status("invalid")).isEqualTo("none");
    }

    @Test
    void nobody_gets_into_a_group_that_is_not_on_the_list() {
        premises.cognito.createGroup(
                r -> r.userPoolId(premises.client.userPoolId()).groupName("administrators"));
        ObjectNode request = Desk.signUp("climber");
        request.putArray("groups").add("administrators");
        Letter letter = desk.ask(request);
        failed(letter, "INVALID_REQUEST");
        assertThat(letter.problem()).contains("/groups/0");
        assertThat(premises.status("climber")).isEqualTo("none");
    }

    @Test
    void what_no_one_can_read_is_answered_and_buried_with_the_reason() {
        String text = "this is no JSON";
        String messageId = desk.send(text);
        Letter letter = desk.await(messageId);
        failed(letter, "INVALID_REQUEST");
        assertThat(letter.id()).isNull();
        Message dead = desk.awaitDeadLetter(text);
        JsonNode reason = Desk.parse(dead.messageAttributes().get("usher").stringValue());
        assertThat(reason.path("code").asString("")).isEqualTo("INVALID_REQUEST");
        assertThat(reason.path("messageId").asString("")).isEqualTo(messageId);
    }

    @Test
    void groups_are_in_the_pool_and_in_the_tokens() throws Exception {
        ObjectNode request = Desk.signUp("grouped");
        request.putArray("groups").add(Account.GROUP);
        Letter letter = desk.ask(request);
        succeeded(letter);
        assertThat(groups("grouped")).containsExactly(Account.GROUP);
        assertThat(claims(letter, "idToken").getStringListClaim("cognito:groups"))
                .containsExactly(Account.GROUP);
    }

    @Test
    void signing_in_takes_the_right_password_of_a_user_that_there_is() {
        succeeded(desk.ask(Desk.signUp("signer")));
        Letter right = desk.ask(signIn("right", "signer", Desk.PASSWORD));
        succeeded(right);
        assertThat(right.token("accessToken")).isNotEmpty();
        failed(desk.ask(signIn("wrong", "signer", "Wrong-Passw0rd")), "NOT_AUTHORIZED");
        failed(desk.ask(signIn("unknown", "nobody", Desk.PASSWORD)), "USER_NOT_FOUND");
    }

    @Test
    void a_refresh_token_gets_fresh_tokens() {
        Letter letter = desk.ask(Desk.signUp("refreshed"));
        succeeded(letter);
        ObjectNode request =
                Desk.request("refresh", "refresh")
                        .put("username", letter.body().path("user").path("username").asString(""));
        Letter fresh = desk.ask(request.put("refreshToken", letter.token("refreshToken")));
        succeeded(fresh);
        assertThat(fresh.token("accessToken")).isNotEmpty();
    }

    @Test
    void a_wrong_refresh_token_gets_none() {
        play.stage.needs(Ability.REFUSED_REFRESH);
        succeeded(desk.ask(Desk.signUp("unrefreshed")));
        ObjectNode request =
                Desk.request("refresh", "refresh-wrong").put("username", "unrefreshed");
        failed(desk.ask(request.put("refreshToken", "wrong")), "NOT_AUTHORIZED");
    }

    @Test
    void a_reply_goes_to_the_queue_that_is_asked_for_if_it_is_on_the_list() {
        Letter other = desk.ask(Desk.signUp("other").put("replyTo", desk.replyToOthers()));
        succeeded(other);
        assertThat(other.queue()).isEqualTo("others");
        Letter refused = desk.ask(Desk.signUp("elsewhere").put("replyTo", desk.bulkName()));
        failed(refused, "INVALID_REQUEST");
        assertThat(refused.queue()).isEqualTo("replies");
        assertThat(premises.status("elsewhere")).isEqualTo("none");
    }

    @Test
    void the_trace_of_a_request_goes_on_in_its_reply() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        Letter letter = desk.await(desk.send(Desk.signUp("traced"), "traceparent", trace));
        succeeded(letter);
        assertThat(letter.attributes()).containsEntry("traceparent", trace);
    }

    @Test
    void the_bulk_lane_answers_each_request_once() {
        List<String> messageIds = desk.sendAll(desk.bulk, signUps("bulk", 12));
        messageIds.forEach(messageId -> succeeded(desk.await(messageId)));
        await().atMost(patience()).until(() -> desk.left(desk.bulk) == 0);
        for (String messageId : messageIds) {
            assertThat(desk.letters(messageId)).hasSize(1);
        }
    }

    @Test
    void FIFO_queues_answer_each_request_once_and_swallow_no_second_answer() {
        List<String> messageIds = new ArrayList<>();
        for (ObjectNode request : signUps("fifo", 6)) {
            messageIds.add(play.fifo.sendInGroup("g" + messageIds.size() % 2, request));
        }
        messageIds.forEach(messageId -> succeeded(play.fifo.await(messageId)));
        // The same answer once more, within the five minutes of deduplication.
        Letter again = play.fifo.await(play.fifo.sendInGroup("g0", Desk.signUp("fifo-0")));
        succeeded(again);
        assertThat(again.body().path("duplicate").asBoolean(false)).isTrue();
        await().atMost(patience()).until(() -> play.fifo.left() == 0);
        for (String messageId : messageIds) {
            assertThat(play.fifo.letters(messageId)).hasSize(1);
        }
    }

    @Test
    void a_dead_letter_is_replayed_once() throws Exception {
        ObjectNode request = Desk.signUp("buried");
        desk.bury(request);
        String id = "buried";
        await().atMost(patience()).until(() -> desk.left(desk.deadLetters) > 0);
        assertThat(play.processes.done(desk, "dlq", "replay", "--id", id, "--json"))
                .contains("\"replayed\":1");
        Letter letter = desk.awaitLetter(each -> id.equals(each.id()));
        succeeded(letter);
        assertThat(letter.body().path("duplicate").asBoolean(false)).isFalse();
        assertThat(premises.status(id)).isEqualTo("CONFIRMED");
        assertThat(desk.takeDeadLetters()).extracting(Message::body).doesNotContain("" + request);
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void a_worker_that_is_asked_to_stop_finishes_what_it_has_and_leaves_the_rest()
            throws Exception {
        List<String> messageIds = desk.sendAll(signUps("drain", 120));
        await().atMost(patience()).until(() -> desk.answered(messageIds) >= 5);
        play.worker.terminate();
        assertThat(play.worker.exit(patience())).isZero();
        int stuck = play.stage.can(Ability.EXACT_FLIGHTS) ? 0 : 10;
        await().atMost(patience()).until(() -> desk.inFlight() <= stuck);
        await().atMost(patience())
                .until(() -> desk.answered(messageIds) + desk.left() == messageIds.size());
        assertThat(desk.answered(messageIds)).isLessThan(messageIds.size());
        for (String messageId : messageIds) {
            assertThat(desk.letters(messageId)).hasSizeLessThanOrEqualTo(1);
        }
        int confirmed = 0;
        for (int i = 0; i < messageIds.size(); i++) {
            String status = premises.status("drain-" + i);
            assertThat(status).isIn("CONFIRMED", "none");
            confirmed += status.equals("none") ? 0 : 1;
        }
        assertThat(confirmed).isEqualTo((int) desk.answered(messageIds));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void after_a_worker_that_was_killed_the_next_one_finishes_and_doubles_no_user() {
        List<String> messageIds = play.restart.sent();
        assertThat(messageIds).hasSize(RestartScenario.REQUESTS);
        Desk own = play.restart.desk();
        for (String messageId : messageIds) {
            succeeded(own.await(messageId));
            assertThat(own.letters(messageId)).allSatisfy(ScenariosTest::succeeded);
            assertThat(own.letters(messageId).stream().map(l -> l.body().path("user").path("sub")))
                    .containsOnly(own.await(messageId).body().path("user").path("sub"));
        }
        await().atMost(patience()).until(() -> own.left() == 0);
        assertThat(own.takeDeadLetters()).isEmpty();
        IntStream.range(0, RestartScenario.REQUESTS)
                .forEach(i -> assertThat(premises.status("restart-" + i)).isEqualTo("CONFIRMED"));
    }

    private static void succeeded(Letter letter) {
        assertThat(letter.status()).as("%s", letter.body()).isEqualTo("succeeded");
    }

    private static void failed(Letter letter, String code) {
        assertThat(letter.code()).as("%s", letter.body()).isEqualTo(code);
        assertThat(letter.attributes()).containsEntry("code", code);
    }

    private static ObjectNode signIn(String id, String username, String password) {
        return Desk.request("signin", id).put("username", username).put("password", password);
    }

    private static List<ObjectNode> signUps(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> Desk.signUp(prefix + "-" + i)).toList();
    }

    private static JWTClaimsSet claims(Letter letter, String token) throws Exception {
        return SignedJWT.parse(letter.token(token)).getJWTClaimsSet();
    }

    private List<String> groups(String username) {
        return premises
                .cognito
                .adminListGroupsForUser(
                        r -> r.userPoolId(premises.client.userPoolId()).username(username))
                .groups()
                .stream()
                .map(GroupType::groupName)
                .toList();
    }

    private Duration patience() {
        return premises.site.patience();
    }
}
