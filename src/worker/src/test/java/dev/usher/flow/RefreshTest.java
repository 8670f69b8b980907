package dev.usher.flow;

import static dev.usher.flow.HandlerResults.answered;
import static dev.usher.flow.HandlerResults.code;
import static dev.usher.flow.HandlerResults.failure;
import static dev.usher.flow.HandlerResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.FakeUserPool.Account;
import dev.usher.flow.Refusal.Kind;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.Refresh;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a refresh, where tokens stay good and where each is good once. */
class RefreshTest {
    private final World world = new World(true);
    private final Script script = new Script();
    private final Account ada = world.userPool.put("ada", World.PASSWORD, "CONFIRMED");
    private final Refresh request = Orders.refresh("refresh " + ada.sub);

    @BeforeEach
    void listen() {
        world.gate = script;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_good_token_is_traded(boolean rotates) {
        world.userPool.rotates = rotates;
        HandlerResult handlerResult = world.deliver(request);
        assertThat(succeeded(handlerResult).tokens()).isNotNull();
        assertThat(succeeded(handlerResult).user().sub()).isEqualTo(ada.sub);
        assertThat(script.userPoolCalls()).containsExactly("refresh");
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REFRESH_TOKEN, NOT_AUTHORIZED",
        "NOT_AUTHORIZED, NOT_AUTHORIZED",
        "USER_NOT_FOUND, USER_NOT_FOUND",
        "USER_DISABLED, USER_DISABLED",
        "USER_NOT_CONFIRMED, USER_NOT_CONFIRMED",
        "PASSWORD_RESET_REQUIRED, PASSWORD_RESET_REQUIRED",
        "TRIGGER, REJECTED_BY_TRIGGER",
        "LIMIT_EXCEEDED, LIMIT_EXCEEDED",
        "INVALID_PARAMETER, INVALID_REQUEST"
    })
    void every_refusal_has_its_code_rotating_or_not(Kind kind, FailureCode code) {
        script.next("refresh", Script.refused(kind));
        assertThat(code(world.deliver(request))).isEqualTo(code);

        World rotating = new World(true);
        rotating.userPool.rotates = true;
        rotating.gate = new Script().next("refresh", Script.refused(kind));
        assertThat(code(rotating.deliver(request))).isEqualTo(code);
    }

    @Test
    void a_wrong_token_is_refused_in_our_own_words() {
        HandlerResult handlerResult = world.deliver(Orders.refresh("wrong"));
        assertThat(code(handlerResult)).isEqualTo(FailureCode.NOT_AUTHORIZED);
        assertThat(failure(handlerResult).message())
                .isEqualTo("the refresh token is invalid, expired or revoked");
    }

    @Test
    void a_token_that_stays_good_is_traded_again_for_a_redelivery() {
        script.next("refresh", Script.lost());
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Faulted.class);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
        HandlerResult again = world.deliver(request);
        assertThat(answered(again).duplicate()).isTrue();
        assertThat(succeeded(again).tokens()).isNotNull();
        assertThat(script.userPoolCalls()).containsExactly("refresh", "refresh", "refresh");
    }

    @Test
    void a_rotating_token_whose_answer_was_lost_is_not_tried_again() {
        world.userPool.rotates = true;
        script.next("refresh", Script.lost());
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.OUTCOME_UNKNOWN);
        assertThat(FailureCode.OUTCOME_UNKNOWN.retryable()).isTrue();
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.OUTCOME_UNKNOWN);
        assertThat(script.userPoolCalls()).containsExactly("refresh");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_rotating_token_begun_before_a_death_is_not_tried_again(boolean effect) {
        world.userPool.rotates = true;
        script.next("refresh", effect ? Script.deathAfter() : Script.death());
        assertThatThrownBy(() -> world.deliver(request)).isInstanceOf(World.Death.class);
        assertThat(row().processing().begunOnce()).as("written down before it was tried").isTrue();
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.OUTCOME_UNKNOWN);
        assertThat(script.userPoolCalls()).containsExactly("refresh");
    }

    @Test
    void a_rotating_token_that_was_surely_not_traded_is_tried_again() {
        world.userPool.rotates = true;
        script.next("refresh", Script.fault(false));
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Faulted.class);
        assertThat(row().processing().begunOnce()).isFalse();
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    @Test
    void a_rotating_token_that_an_operator_fault_kept_back_is_tried_again() {
        world.userPool.rotates = true;
        script.next("refresh", Script.operatorFault());
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Held.class);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    @Test
    void a_rotating_token_that_a_lost_lease_kept_back_is_tried_again() {
        world.userPool.rotates = true;
        boolean[] held = {false};
        Delivery delivery =
                new Delivery(request, "message-1", World.START, false, 1, () -> held[0]);
        assertThat(world.requestHandler.handle(delivery))
                .isInstanceOf(HandlerResult.Postponed.class);
        assertThat(row().processing().begunOnce()).isFalse();
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    @Test
    void a_traded_rotating_token_whose_reply_was_lost_is_not_tried_again() {
        world.userPool.rotates = true;
        world.deliver(request);
        HandlerResult again = world.deliver(request);
        assertThat(code(again)).isEqualTo(FailureCode.OUTCOME_UNKNOWN);
        assertThat(answered(again).duplicate()).isTrue();
        assertThat(script.userPoolCalls()).containsExactly("refresh");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_is_past_its_time_is_not_begun(boolean rotates) {
        world.userPool.rotates = rotates;
        world.now = World.START.plusMillis(1);
        var late = Orders.withNotAfter(request, World.START);
        assertThat(code(world.deliver(late))).isEqualTo(FailureCode.EXPIRED);
        assertThat(script.userPoolCalls()).isEmpty();
    }

    @Test
    void what_was_begun_in_time_is_not_called_expired() {
        world.userPool.rotates = true;
        var soon = Orders.withNotAfter(request, World.START.plusSeconds(1));
        script.next("refresh", Script.death());
        assertThatThrownBy(() -> world.deliver(soon)).isInstanceOf(World.Death.class);
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(code(world.deliver(soon))).isEqualTo(FailureCode.OUTCOME_UNKNOWN);
    }

    @Test
    void what_went_well_is_answered_as_it_goes_now() {
        world.deliver(request);
        script.next("refresh", Script.refused(Kind.INVALID_REFRESH_TOKEN));
        HandlerResult again = world.deliver(request);
        assertThat(answered(again).duplicate()).isTrue();
        assertThat(failure(again).code()).isEqualTo(FailureCode.NOT_AUTHORIZED);
    }

    private Ledger.Row row() {
        return world.row();
    }
}
