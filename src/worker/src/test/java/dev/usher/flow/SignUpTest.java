package dev.usher.flow;

import static dev.usher.flow.HandlerResults.answered;
import static dev.usher.flow.HandlerResults.challenged;
import static dev.usher.flow.HandlerResults.code;
import static dev.usher.flow.HandlerResults.deadLettered;
import static dev.usher.flow.HandlerResults.failure;
import static dev.usher.flow.HandlerResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.Logged;
import dev.usher.flow.FakeUserPool.Account;
import dev.usher.flow.PoolRules.CharacterClass;
import dev.usher.flow.Refusal.Kind;
import dev.usher.flow.UserPool.Creation;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Secret;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a sign-up, one attempt at a time. */
class SignUpTest {
    private final World world = new World(true);
    private final Script script = new Script();
    private final SignUp request = World.signUp();

    @BeforeEach
    void listen() {
        world.gate = script;
    }

    @Test
    void finish_tokens_ends_confirmed_with_tokens_that_carry_the_groups() {
        HandlerResult handlerResult = world.deliver(request);
        assertThat(succeeded(handlerResult).user().username()).isEqualTo("ada");
        assertThat(succeeded(handlerResult).user().status()).isEqualTo("CONFIRMED");
        assertThat(succeeded(handlerResult).tokens().accessToken().reveal()).contains("[readers]");
        assertThat(ada().status).isEqualTo("CONFIRMED");
        assertThat(ada().attributes).containsExactly(Map.entry("email", "ada@example.com"));
    }

    @Test
    void finish_confirmed_makes_the_same_calls_and_hands_out_no_tokens() {
        world.deliver(request);
        List<String> withTokens = List.copyOf(script.calls);
        World other = new World(true);
        Script calls = new Script();
        other.gate = calls;
        HandlerResult handlerResult = other.deliver(Orders.finish(Finish.CONFIRMED));
        assertThat(succeeded(handlerResult).tokens()).isNull();
        assertThat(succeeded(handlerResult).user().status()).isEqualTo("CONFIRMED");
        assertThat(calls.calls).isEqualTo(withTokens);
    }

    @Test
    void finish_invite_only_creates_and_leaves_the_rest_to_the_user() {
        HandlerResult handlerResult = world.deliver(Orders.finish(Finish.INVITE));
        assertThat(succeeded(handlerResult).tokens()).isNull();
        assertThat(succeeded(handlerResult).user().status()).isEqualTo("FORCE_CHANGE_PASSWORD");
        assertThat(script.userPoolCalls()).containsExactly("create", "addToGroup");
    }

    @ParameterizedTest
    @CsvSource({"TOKENS, false", "CONFIRMED, false", "INVITE, true"})
    void only_finish_invite_sends_an_invitation(Finish finish, boolean invited) {
        world.deliver(Orders.finish(finish));
        assertThat(ada().invited).isEqualTo(invited);
    }

    @Test
    void groups_and_attributes_off_their_lists_are_refused_each_by_its_place() {
        SignUp asks =
                new SignUp(
                        request.envelope(),
                        request.password(),
                        Map.of("forbidden", "x", "email", "ada@example.com"),
                        List.of("readers", "admins", "kings"),
                        Finish.TOKENS);
        assertThat(failure(world.deliver(asks)).code()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(failure(world.deliver(asks)).message())
                .contains("/groups/1 ", "/groups/2 ", "/attributes/forbidden ")
                .doesNotContain("/groups/0", "/attributes/email", "admins", "kings");
        assertThat(script.userPoolCalls()).isEmpty();
    }

    @Test
    void the_place_of_an_attribute_is_a_json_pointer() {
        AllowedMembers none = new AllowedMembers(name -> true, name -> false);
        SignUp asks = Orders.attributes(Map.of("custom:a/b~c", "x"));
        assertThat(none.refuse(asks).orElseThrow().message())
                .contains("/attributes/custom:a~1b~0c ");
    }

    @Test
    void a_password_against_the_policy_is_refused_before_any_call() {
        world.userPool.rules =
                new PoolRules(12, EnumSet.allOf(CharacterClass.class), Set.of("email"));
        HandlerResult handlerResult = world.deliver(Orders.password("geheim"));
        assertThat(code(handlerResult)).isEqualTo(FailureCode.INVALID_PASSWORD);
        assertThat(failure(handlerResult).message())
                .contains("12 characters", "uppercase", "number", "symbol")
                .doesNotContain("lowercase", "geheim");
        assertThat(script.userPoolCalls()).isEmpty();
    }

    @Test
    void a_required_attribute_that_is_missing_is_refused_before_any_call() {
        world.userPool.rules = new PoolRules(8, Set.of(), Set.of("email", "name"));
        HandlerResult handlerResult = world.deliver(request);
        assertThat(code(handlerResult)).isEqualTo(FailureCode.INVALID_ATTRIBUTES);
        assertThat(failure(handlerResult).message()).contains("/attributes/name ");
        assertThat(script.userPoolCalls()).isEmpty();
    }

    @Test
    void an_invited_user_may_give_required_attributes_later() {
        world.userPool.rules = new PoolRules(8, Set.of(), Set.of("name"));
        succeeded(world.deliver(Orders.finish(Finish.INVITE)));
    }

    @Test
    void what_is_past_its_time_is_not_begun() {
        world.now = World.START.plusMillis(1);
        assertThat(code(world.deliver(Orders.until(World.START)))).isEqualTo(FailureCode.EXPIRED);
        assertThat(script.userPoolCalls()).isEmpty();
    }

    @Test
    void what_has_its_time_yet_is_done() {
        succeeded(world.deliver(Orders.until(World.START)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"addToGroup", "signIn", "setNewPassword"})
    void what_was_begun_in_time_is_finished_afterwards(String operation) {
        SignUp soon = Orders.until(World.START.plusSeconds(1));
        script.next(operation, Script.death());
        assertThatThrownBy(() -> world.deliver(soon)).isInstanceOf(World.Death.class);
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(succeeded(world.deliver(soon)).tokens()).isNotNull();
        assertThat(ada().status).isEqualTo("CONFIRMED");
    }

    @Test
    void what_was_begun_without_a_mark_is_finished_afterwards_too() {
        SignUp soon = Orders.until(World.START.plusSeconds(1));
        script.next("create", Script.deathAfter());
        assertThatThrownBy(() -> world.deliver(soon)).isInstanceOf(World.Death.class);
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(succeeded(world.deliver(soon)).tokens()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "TRIGGER, REJECTED_BY_TRIGGER",
        "INVALID_PARAMETER, INVALID_ATTRIBUTES",
        "LIMIT_EXCEEDED, LIMIT_EXCEEDED"
    })
    void a_refused_create_is_answered_and_leaves_nothing(Kind kind, FailureCode code) {
        script.next("create", Script.notCreated(kind));
        HandlerResult handlerResult = world.deliver(request);
        assertThat(code(handlerResult)).isEqualTo(code);
        assertThat(failure(handlerResult).cognitoError()).isEqualTo("Injected");
        assertThat(script.userPoolCalls()).containsExactly("create");
        assertThat(world.userPool.users).isEmpty();
    }

    @Test
    void a_taken_username_is_refused_and_its_user_left_alone() {
        Account stranger = world.userPool.put("ada", "somebody else's 9", "CONFIRMED");
        String before = stranger.snapshot();
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.USERNAME_EXISTS);
        assertThat(script.userPoolCalls()).containsExactly("create", "find");
        assertThat(stranger.snapshot()).isEqualTo(before);
    }

    @Test
    void a_taken_alias_is_refused_after_one_more_try() {
        script.always("create", Script.taken(Kind.ALIAS_EXISTS));
        HandlerResult handlerResult = world.deliver(request);
        assertThat(code(handlerResult)).isEqualTo(FailureCode.ALIAS_EXISTS);
        assertThat(script.userPoolCalls()).containsExactly("create", "find", "create", "find");
    }

    @Test
    void a_username_that_was_freed_a_moment_ago_is_taken_after_all() {
        script.next("create", Script.taken(Kind.USERNAME_EXISTS));
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    @Test
    void a_group_that_the_pool_lacks_is_refused_by_its_place_and_no_user_stays() {
        HandlerResult handlerResult = world.deliver(Orders.groups("readers", "missing"));
        assertThat(code(handlerResult)).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(failure(handlerResult).message()).startsWith("/groups/1: ");
        assertThat(world.userPool.users).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "signIn, USER_DISABLED, USER_DISABLED",
        "signIn, USER_NOT_CONFIRMED, USER_NOT_CONFIRMED",
        "signIn, PASSWORD_RESET_REQUIRED, PASSWORD_RESET_REQUIRED",
        "signIn, TRIGGER, REJECTED_BY_TRIGGER",
        "signIn, LIMIT_EXCEEDED, LIMIT_EXCEEDED",
        "setNewPassword, INVALID_PASSWORD, INVALID_PASSWORD",
        "setNewPassword, PASSWORD_HISTORY, INVALID_PASSWORD",
        "setNewPassword, INVALID_PARAMETER, INVALID_ATTRIBUTES",
        "setNewPassword, TRIGGER, REJECTED_BY_TRIGGER",
        "setNewPassword, USER_DISABLED, USER_DISABLED"
    })
    void a_refusal_after_the_create_undoes_it(String operation, Kind kind, FailureCode code) {
        script.next(operation, Script.refused(kind));
        assertThat(code(world.deliver(request))).isEqualTo(code);
        assertThat(world.userPool.users).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "signIn, NOT_AUTHORIZED",
        "signIn, SESSION",
        "signIn, USER_NOT_FOUND",
        "setNewPassword, NOT_AUTHORIZED",
        "setNewPassword, SESSION",
        "setNewPassword, USER_NOT_FOUND"
    })
    void a_refusal_that_says_nothing_about_the_request_is_a_transient_fault(
            String operation, Kind kind) {
        script.next(operation, Script.refused(kind));
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Faulted.class);
        assertThat(world.userPool.users).hasSize(1);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
        assertThat(world.userPool.users).hasSize(1);
    }

    @Test
    void an_invitation_that_cannot_be_delivered_is_answered_and_no_user_stays() {
        script.next("create", SignUpTest::undelivered);
        HandlerResult handlerResult = world.deliver(Orders.finish(Finish.INVITE));
        assertThat(code(handlerResult)).isEqualTo(FailureCode.DELIVERY_FAILED);
        assertThat(FailureCode.DELIVERY_FAILED.retryable()).isTrue();
        assertThat(world.userPool.users).isEmpty();
    }

    @Test
    void a_message_that_cannot_be_delivered_does_not_matter_to_other_sign_ups() {
        script.next("create", SignUpTest::undelivered);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    private static Object undelivered(Supplier<?> call) {
        call.get();
        return new Creation.Undelivered(
                new Refusal(Kind.DELIVERY_FAILED, "CodeDeliveryFailureException"));
    }

    @Test
    void an_expired_temporary_password_is_renewed() {
        script.next("signIn", Script.death());
        assertThatThrownBy(() -> world.deliver(request)).isInstanceOf(World.Death.class);
        String sub = ada().sub;
        world.now = world.now.plus(Duration.ofDays(8));
        HandlerResult handlerResult = world.deliver(request);
        assertThat(succeeded(handlerResult).user().sub()).isEqualTo(sub);
        assertThat(script.userPoolCalls()).containsSubsequence("signIn", "setTemporaryPassword");
        assertThat(ada().status).isEqualTo("CONFIRMED");
    }

    @Test
    void our_own_user_that_is_locked_out_waits_and_counts_nothing() {
        script.next("signIn", Script.refused(Kind.LOCKED_OUT));
        HandlerResult handlerResult = world.deliver(request);
        assertThat(handlerResult).isInstanceOf(HandlerResult.Postponed.class);
        assertThat(world.row().processing().attempts()).isZero();
        assertThat(world.userPool.users).hasSize(1);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    @Test
    void the_last_attempt_leaves_nothing_behind() {
        script.always("signIn", Script.fault(false));
        assertThat(world.deliver(request)).isEqualTo(faulted(1));
        assertThat(world.deliver(request)).isEqualTo(faulted(2));
        assertThat(world.userPool.users).hasSize(1);
        HandlerResult.DeadLettered dead = deadLettered(world.deliver(request));
        assertThat(dead.attempts()).isEqualTo(World.MAX_ATTEMPTS);
        assertThat(dead.reason().code()).isEqualTo(FailureCode.RETRIES_EXHAUSTED);
        assertThat(dead.answer()).isEqualTo(dead.reason());
        assertThat(dead.answer().message()).contains("3 attempts", "InternalErrorException");
        assertThat(world.userPool.users).isEmpty();
    }

    @Test
    void a_replay_after_the_last_attempt_makes_the_user_anew() {
        script.always("signIn", Script.fault(false));
        exhaust();
        script.always("signIn", call -> call.get());
        HandlerResult replay =
                world.requestHandler.handle(world.delivery(request, "message-2", World.START, 4));
        assertThat(succeeded(replay).tokens()).isNotNull();
        assertThat(world.userPool.users).hasSize(1);
    }

    @Test
    void a_half_made_user_that_cannot_be_undone_is_stranded_but_answered_as_retryable() {
        script.always("signIn", Script.fault(false)).always("delete", Script.fault(false));
        HandlerResult.DeadLettered dead = exhaust();
        assertThat(dead.reason().code()).isEqualTo(FailureCode.STRANDED);
        assertThat(dead.answer().code()).isEqualTo(FailureCode.RETRIES_EXHAUSTED);
        assertThat(ada().status).isEqualTo("FORCE_CHANGE_PASSWORD");

        script.always("signIn", call -> call.get());
        String sub = ada().sub;
        HandlerResult replay =
                world.requestHandler.handle(world.delivery(request, "message-2", World.START, 4));
        assertThat(succeeded(replay).user().sub()).isEqualTo(sub);
    }

    @Test
    void a_refusal_that_cannot_be_undone_is_stranded_once_the_attempts_are_over() {
        script.always("setNewPassword", Script.refused(Kind.TRIGGER))
                .always("delete", Script.fault(false));
        assertThat(exhaust().reason().code()).isEqualTo(FailureCode.STRANDED);
    }

    @Test
    void a_last_attempt_whose_effect_was_had_ends_well_without_a_dead_letter() {
        script.always("setNewPassword", Script.lost());
        script.next("signIn", Script.fault(false)).next("signIn", Script.fault(false));
        world.deliver(request);
        world.deliver(request);
        script.next("signIn", call -> call.get()).next("signIn", Script.refused(Kind.TRIGGER));
        HandlerResult handlerResult = world.deliver(request);
        assertThat(succeeded(handlerResult).tokens()).isNull();
        assertThat(succeeded(handlerResult).user().status()).isEqualTo("CONFIRMED");
        assertThat(answered(handlerResult).attempts()).isEqualTo(World.MAX_ATTEMPTS);
    }

    @Test
    void a_challenge_after_the_new_password_is_handed_on() {
        script.next("setNewPassword", Script.doneButAsked("SMS_MFA"));
        HandlerResult handlerResult = world.deliver(request);
        assertThat(challenged(handlerResult).challenge().name()).isEqualTo("SMS_MFA");
        assertThat(challenged(handlerResult).challenge().session()).isEqualTo(Secret.of("session"));
        assertThat(challenged(handlerResult).user().sub()).isEqualTo(ada().sub);
        assertThat(challenged(handlerResult).user().status()).isEqualTo("CONFIRMED");
    }

    @Test
    void a_challenge_after_the_new_password_ends_well_where_no_tokens_are_wanted() {
        script.next("setNewPassword", Script.doneButAsked("SMS_MFA"));
        HandlerResult handlerResult = world.deliver(Orders.finish(Finish.CONFIRMED));
        assertThat(succeeded(handlerResult).tokens()).isNull();
        assertThat(ada().status).isEqualTo("CONFIRMED");
    }

    @Test
    void a_challenge_that_no_message_can_answer_is_refused_while_the_user_is_half_made() {
        script.next("signIn", Script.asked("WEB_AUTHN"));
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.UNSUPPORTED_CHALLENGE);
        assertThat(world.userPool.users).isEmpty();
    }

    @Test
    void a_challenge_that_no_message_can_answer_ends_well_once_the_user_is_confirmed() {
        script.next("setNewPassword", Script.doneButAsked("WEB_AUTHN"));
        assertThat(succeeded(world.deliver(request)).tokens()).isNull();
        assertThat(ada().status).isEqualTo("CONFIRMED");
    }

    @Test
    void the_place_of_a_finished_user_that_a_stranger_took_is_left_untouched() {
        HandlerResult first = world.deliver(request);
        world.userPool.users.clear();
        Account stranger = world.userPool.put("ada", World.PASSWORD, "CONFIRMED");
        String before = stranger.snapshot();
        HandlerResult handlerResult = world.deliver(request);
        assertThat(answered(handlerResult).duplicate()).isTrue();
        assertThat(succeeded(handlerResult).tokens()).isNull();
        assertThat(succeeded(handlerResult).user()).isEqualTo(succeeded(first).user());
        assertThat(stranger.snapshot()).isEqualTo(before);
    }

    @Test
    void a_finished_sign_up_whose_password_has_changed_is_told_again_without_tokens() {
        world.deliver(request);
        ada().password = "changed since 1";
        HandlerResult handlerResult = world.deliver(request);
        assertThat(answered(handlerResult).duplicate()).isTrue();
        assertThat(succeeded(handlerResult).tokens()).isNull();
    }

    @Test
    void a_bug_counts_as_a_transient_fault_and_its_message_is_not_logged() {
        script.next(
                "signIn",
                call -> {
                    throw new IllegalStateException("the password is " + World.PASSWORD);
                });
        try (Logged logged = Logged.by(AttemptEnd.class)) {
            HandlerResult handlerResult = world.deliver(request);
            assertThat(handlerResult).isInstanceOf(HandlerResult.Faulted.class);
            assertThat(handlerResult.toString())
                    .contains("IllegalStateException")
                    .doesNotContain(World.PASSWORD);
            assertThat(logged.text())
                    .contains("IllegalStateException", "SignUpTest")
                    .doesNotContain(World.PASSWORD);
        }
        assertThat(world.row().processing().attempts()).isEqualTo(1);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void no_refusal_of_any_call_says_anything_that_was_asked_for(Kind kind) {
        assertThat(new Refusal(kind, "X").failure().message())
                .isNotBlank()
                .doesNotContain("ada", World.PASSWORD);
    }

    private HandlerResult.DeadLettered exhaust() {
        for (int i = 1; i < World.MAX_ATTEMPTS; i++) {
            assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Faulted.class);
        }
        return deadLettered(world.deliver(request));
    }

    private static HandlerResult faulted(int attempts) {
        return new HandlerResult.Faulted(attempts, "InternalErrorException");
    }

    private Account ada() {
        return world.userPool.users.get("ada");
    }
}
