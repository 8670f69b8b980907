package dev.usher.flow;

import static dev.usher.flow.HandlerResults.answered;
import static dev.usher.flow.HandlerResults.code;
import static dev.usher.flow.HandlerResults.failure;
import static dev.usher.flow.HandlerResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.flow.Ledger.Row;
import dev.usher.flow.Refusal.Kind;
import dev.usher.message.FailureCode;
import dev.usher.message.Request;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrival table: what a delivery may do, by what the ledger says of its id. */
@ParameterizedClass
@EnumSource(value = LedgerKind.class, mode = Mode.EXCLUDE, names = "NONE")
class ArrivalTest extends Arrivals {
    @Test
    void an_id_that_nobody_knows_is_walked() {
        HandlerResult handlerResult = world.deliver(request);
        assertThat(succeeded(handlerResult).tokens()).isNotNull();
        assertThat(answered(handlerResult).duplicate()).isFalse();
        assertThat(answered(handlerResult).attempts()).isEqualTo(1);
        assertThat(row().mark().sub()).isEqualTo(ada().sub);
        assertThat(row().outcome()).isNotNull();
        assertThat(script.calls)
                .containsExactly(
                        "ledger",
                        "create",
                        "ledger",
                        "addToGroup",
                        "signIn",
                        "setNewPassword",
                        "ledger");
    }

    @Test
    void a_request_in_another_hand_goes_back_without_a_trace() {
        dieAt("signIn");
        String before = ada().snapshot();
        Row rowBefore = row();
        HandlerResult handlerResult = world.deliver(request);
        assertThat(handlerResult).isInstanceOf(HandlerResult.Postponed.class);
        assertThat(((HandlerResult.Postponed) handlerResult).delay())
                .isPositive()
                .isLessThanOrEqualTo(World.LEASE);
        assertThat(script.userPoolCalls()).isEmpty();
        assertThat(ada().snapshot()).isEqualTo(before);
        assertThat(row()).isEqualTo(rowBefore);
        assertThat(row().processing().attempts()).isZero();
    }

    @Test
    void it_comes_back_ever_later_but_not_later_than_the_lease_ends() {
        dieAt("signIn");
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            delays.add(((HandlerResult.Postponed) world.deliver(request)).delay());
        }
        assertThat(delays).isSorted().last().isEqualTo(World.LEASE);
        assertThat(delays.getFirst()).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @MethodSource("otherContent")
    void other_content_under_an_id_in_another_hand_is_refused(Request other) {
        dieAt("signIn");
        String before = ada().snapshot();
        assertThat(code(world.deliver(other))).isEqualTo(FailureCode.ID_REUSED);
        assertThat(script.userPoolCalls()).isEmpty();
        assertThat(ada().snapshot()).isEqualTo(before);
    }

    @Test
    void what_went_well_is_told_again_with_fresh_tokens_and_nothing_made() {
        world.deliver(request);
        Row rowBefore = row();
        script.calls.clear();
        HandlerResult handlerResult = world.deliver(request);
        assertThat(answered(handlerResult).duplicate()).isTrue();
        assertThat(succeeded(handlerResult).tokens()).isNotNull();
        assertThat(succeeded(handlerResult).user().sub()).isEqualTo(ada().sub);
        assertThat(script.userPoolCalls()).containsExactly("find", "signIn");
        assertThat(world.userPool.users).hasSize(1);
        assertThat(row()).isEqualTo(rowBefore);
    }

    @Test
    void where_no_tokens_are_wanted_what_went_well_is_told_again_without_a_call() {
        SignUp confirmed = Orders.finish(Finish.CONFIRMED);
        world.deliver(confirmed);
        script.calls.clear();
        HandlerResult handlerResult = world.deliver(confirmed);
        assertThat(answered(handlerResult).duplicate()).isTrue();
        assertThat(succeeded(handlerResult).tokens()).isNull();
        assertThat(succeeded(handlerResult).user().sub()).isEqualTo(ada().sub);
        assertThat(script.userPoolCalls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("otherContent")
    void other_content_under_an_id_that_went_well_is_refused(Request other) {
        world.deliver(request);
        String before = ada().snapshot();
        script.calls.clear();
        assertThat(code(world.deliver(other))).isEqualTo(FailureCode.ID_REUSED);
        assertThat(script.userPoolCalls()).isEmpty();
        assertThat(ada().snapshot()).isEqualTo(before);
    }

    @Test
    void what_was_refused_is_refused_again_in_the_same_words() {
        script.next("create", Script.notCreated(Kind.TRIGGER));
        HandlerResult first = world.deliver(request);
        script.calls.clear();
        HandlerResult again = deliverAs("message-2", request);
        assertThat(failure(again)).isEqualTo(failure(first));
        assertThat(code(again)).isEqualTo(FailureCode.REJECTED_BY_TRIGGER);
        assertThat(answered(again).duplicate()).isTrue();
        assertThat(script.userPoolCalls()).isEmpty();
    }

    @Test
    void mended_content_after_a_refusal_is_walked_anew() {
        script.next("create", Script.notCreated(Kind.TRIGGER));
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.REJECTED_BY_TRIGGER);
        HandlerResult handlerResult = deliverAs("message-2", Orders.password("another horse 8"));
        assertThat(succeeded(handlerResult).tokens()).isNotNull();
        assertThat(answered(handlerResult).duplicate()).isFalse();
        assertThat(ada().password).isEqualTo("another horse 8");
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.ID_REUSED);
    }

    @Test
    void a_refusal_that_may_pass_is_told_again_to_its_own_message_alone() {
        script.next("create", Script.notCreated(Kind.LIMIT_EXCEEDED));
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.LIMIT_EXCEEDED);
        HandlerResult redelivered = world.deliver(request);
        assertThat(code(redelivered)).isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(answered(redelivered).duplicate()).isTrue();
        assertThat(world.userPool.users).isEmpty();

        HandlerResult sentAnew = deliverAs("message-2", request);
        assertThat(succeeded(sentAnew).tokens()).isNotNull();
        assertThat(answered(sentAnew).duplicate()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("otherIdentity")
    void type_username_and_finish_never_change_for_an_id_not_even_after_a_refusal(Request other) {
        script.next("create", Script.notCreated(Kind.TRIGGER));
        world.deliver(request);
        script.calls.clear();
        assertThat(code(deliverAs("message-2", other))).isEqualTo(FailureCode.ID_REUSED);
        assertThat(script.userPoolCalls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("otherIdentity")
    void type_username_and_finish_never_change_for_an_id_left_unfinished(Request other) {
        dieAt("signIn");
        world.now = world.now.plus(World.VISIBILITY);
        String before = ada().snapshot();
        assertThat(code(deliverAs("message-2", other))).isEqualTo(FailureCode.ID_REUSED);
        assertThat(script.userPoolCalls()).isEmpty();
        assertThat(ada().snapshot()).isEqualTo(before);
    }

    @Test
    void a_ledger_out_of_reach_holds_the_worker_and_calls_nothing() {
        script.next("ledger", Script.operatorFault());
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Held.class);
        assertThat(script.userPoolCalls()).isEmpty();
    }

    static Stream<Request> otherContent() {
        return Stream.concat(
                Stream.of(
                        Orders.password("another horse 8"),
                        Orders.groups("readers", "writers"),
                        Orders.groups(),
                        Orders.attributes(Map.of("email", "other@example.com"))),
                otherIdentity());
    }

    static Stream<Request> otherIdentity() {
        return Stream.of(
                Orders.named("bob"),
                Orders.finish(Finish.CONFIRMED),
                Orders.finish(Finish.INVITE),
                Orders.signIn(World.PASSWORD),
                Orders.refresh("token"));
    }
}
