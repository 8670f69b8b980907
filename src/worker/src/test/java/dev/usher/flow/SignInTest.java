package dev.usher.flow;

import static dev.usher.flow.HandlerResults.answered;
import static dev.usher.flow.HandlerResults.challenged;
import static dev.usher.flow.HandlerResults.code;
import static dev.usher.flow.HandlerResults.deadLettered;
import static dev.usher.flow.HandlerResults.failure;
import static dev.usher.flow.HandlerResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.flow.FakeUserPool.Account;
import dev.usher.flow.Refusal.Kind;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.SignIn;
import dev.usher.message.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a sign-in, one attempt at a time. */
class SignInTest {
    private final World world = new World(true);
    private final Script script = new Script();
    private final SignIn request = Orders.signIn(World.PASSWORD);
    private final Account ada = world.userPool.put("ada", World.PASSWORD, "CONFIRMED");

    @BeforeEach
    void listen() {
        world.gate = script;
    }

    @Test
    void the_right_password_gives_tokens() {
        HandlerResult handlerResult = world.deliver(request);
        assertThat(succeeded(handlerResult).tokens().idToken())
                .isEqualTo(Secret.of("id " + ada.sub));
        assertThat(succeeded(handlerResult).user().sub()).isEqualTo(ada.sub);
        assertThat(answered(handlerResult).duplicate()).isFalse();
        assertThat(script.userPoolCalls()).containsExactly("signIn");
    }

    @Test
    void a_wrong_password_is_refused_and_a_redelivery_spends_no_further_failed_sign_in() {
        SignIn wrong = Orders.signIn("wrong horse 9");
        assertThat(code(world.deliver(wrong))).isEqualTo(FailureCode.NOT_AUTHORIZED);
        HandlerResult again = world.deliver(wrong);
        assertThat(code(again)).isEqualTo(FailureCode.NOT_AUTHORIZED);
        assertThat(answered(again).duplicate()).isTrue();
        assertThat(ada.failedSignIns).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_AUTHORIZED, NOT_AUTHORIZED",
        "TEMPORARY_PASSWORD_EXPIRED, NOT_AUTHORIZED",
        "USER_NOT_FOUND, USER_NOT_FOUND",
        "USER_DISABLED, USER_DISABLED",
        "USER_NOT_CONFIRMED, USER_NOT_CONFIRMED",
        "PASSWORD_RESET_REQUIRED, PASSWORD_RESET_REQUIRED",
        "LOCKED_OUT, LOCKED_OUT",
        "TRIGGER, REJECTED_BY_TRIGGER",
        "LIMIT_EXCEEDED, LIMIT_EXCEEDED",
        "INVALID_PARAMETER, INVALID_REQUEST"
    })
    void every_refusal_has_its_code(Kind kind, FailureCode code) {
        script.next("signIn", Script.refused(kind));
        HandlerResult handlerResult = world.deliver(request);
        assertThat(code(handlerResult)).isEqualTo(code);
        assertThat(failure(handlerResult).cognitoError()).isEqualTo("Injected");
        assertThat(script.userPoolCalls()).containsExactly("signIn");
    }

    @Test
    void an_unknown_a_disabled_and_a_reset_user_are_told_apart() {
        ada.status = "RESET_REQUIRED";
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.PASSWORD_RESET_REQUIRED);
        ada.enabled = false;
        assertThat(code(as("message-2", Orders.signIn("another 1"))))
                .isEqualTo(FailureCode.USER_DISABLED);
        world.userPool.users.clear();
        assertThat(code(as("message-3", Orders.signIn("another 2"))))
                .isEqualTo(FailureCode.USER_NOT_FOUND);
    }

    @Test
    void a_locked_out_user_may_try_again_with_a_new_message() {
        ada.failedSignIns = 5;
        HandlerResult handlerResult = world.deliver(request);
        assertThat(code(handlerResult)).isEqualTo(FailureCode.LOCKED_OUT);
        assertThat(FailureCode.LOCKED_OUT.retryable()).isTrue();
        ada.failedSignIns = 0;
        assertThat(succeeded(as("message-2", request)).tokens()).isNotNull();
    }

    @Test
    void a_challenge_is_handed_on_with_its_session() {
        script.next("signIn", Script.asked("SOFTWARE_TOKEN_MFA"));
        HandlerResult handlerResult = world.deliver(request);
        assertThat(challenged(handlerResult).challenge().name()).isEqualTo("SOFTWARE_TOKEN_MFA");
        assertThat(challenged(handlerResult).challenge().session()).isEqualTo(Secret.of("session"));
        assertThat(challenged(handlerResult).user().username()).isEqualTo("ada");
    }

    @Test
    void a_user_that_still_has_to_set_a_password_is_challenged_and_left_so() {
        ada.status = "FORCE_CHANGE_PASSWORD";
        assertThat(challenged(world.deliver(request)).challenge().name())
                .isEqualTo("NEW_PASSWORD_REQUIRED");
        assertThat(ada.status).isEqualTo("FORCE_CHANGE_PASSWORD");
        assertThat(ada.password).isEqualTo(World.PASSWORD);
    }

    @Test
    void a_challenge_that_no_message_can_answer_is_refused() {
        script.next("signIn", Script.asked("WEB_AUTHN"));
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.UNSUPPORTED_CHALLENGE);
    }

    @Test
    void what_is_past_its_time_is_not_begun() {
        world.now = World.START.plusMillis(1);
        var late = Orders.withNotAfter(request, World.START);
        assertThat(code(world.deliver(late))).isEqualTo(FailureCode.EXPIRED);
        assertThat(script.userPoolCalls()).isEmpty();
    }

    @Test
    void a_redelivery_gets_fresh_tokens() {
        world.deliver(request);
        HandlerResult again = world.deliver(request);
        assertThat(answered(again).duplicate()).isTrue();
        assertThat(succeeded(again).tokens()).isNotNull();
        assertThat(ada.signIns).isEqualTo(2);
    }

    @Test
    void what_went_well_is_answered_as_it_goes_now() {
        world.deliver(request);
        ada.password = "changed since 1";
        HandlerResult again = world.deliver(request);
        assertThat(answered(again).duplicate()).isTrue();
        assertThat(failure(again).code()).isEqualTo(FailureCode.NOT_AUTHORIZED);
    }

    @Test
    void transient_faults_end_in_a_dead_letter_after_the_last_attempt() {
        script.always("signIn", Script.fault(true));
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Faulted.class);
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Faulted.class);
        HandlerResult.DeadLettered dead = deadLettered(world.deliver(request));
        assertThat(dead.reason().code()).isEqualTo(FailureCode.RETRIES_EXHAUSTED);
        assertThat(dead.answer().code()).isEqualTo(FailureCode.RETRIES_EXHAUSTED);
        assertThat(world.userPool.users).hasSize(1);
    }

    private HandlerResult as(String messageId, SignIn other) {
        return world.requestHandler.handle(
                world.delivery(other, messageId, World.START, ++world.receives));
    }
}
