package dev.usher.flow;

import static dev.usher.flow.HandlerResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases: when an attempt has its request alone, and when no more. */
@ParameterizedClass
@EnumSource(value = LedgerKind.class, mode = Mode.EXCLUDE, names = "NONE")
class TakenOverTest extends Arrivals {
    @ParameterizedTest
    @ValueSource(strings = {"create", "addToGroup", "signIn", "setNewPassword"})
    void a_walk_whose_lease_ran_out_is_taken_over_and_has_no_effect_any_more(String operation) {
        List<HandlerResult> second = new ArrayList<>();
        List<String> afterwards = new ArrayList<>();
        script.next(
                operation,
                call -> {
                    world.now = world.now.plus(World.VISIBILITY);
                    second.add(world.deliver(request));
                    afterwards.add(ada().snapshot());
                    return call.get();
                });
        HandlerResult first = world.deliver(request);
        assertThat(succeeded(second.getFirst()).tokens()).isNotNull();
        assertThat(first).isInstanceOf(HandlerResult.Postponed.class);
        assertThat(ada().snapshot()).isEqualTo(afterwards.getFirst());
        assertThat(world.userPool.users).hasSize(1);
        assertThat(row().processing().attempts()).isZero();
    }

    @Test
    void a_lost_lease_on_the_message_stops_the_walk_before_its_next_effect() {
        boolean[] held = {true};
        script.next(
                "addToGroup",
                call -> {
                    held[0] = false;
                    return call.get();
                });
        Delivery delivery =
                new Delivery(request, "message-1", World.START, false, 1, () -> held[0]);
        assertThat(world.requestHandler.handle(delivery))
                .isInstanceOf(HandlerResult.Postponed.class);
        assertThat(ada().groups).isEmpty();
        assertThat(script.userPoolCalls()).containsExactly("create", "addToGroup");
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    @Test
    void a_lease_is_kept_alive_for_as_long_as_the_walk_goes_on() {
        script.next("signIn", call -> slowly(Duration.ofSeconds(55), call.get()));
        script.next("setNewPassword", call -> slowly(Duration.ofSeconds(9), call.get()));
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
        assertThat(script.calls)
                .as("the lease was extended before the call that could outlast it")
                .containsSubsequence("signIn", "setNewPassword", "ledger", "ledger");
    }

    @Test
    void an_operator_fault_lets_the_next_delivery_in_at_once() {
        script.next("signIn", Script.operatorFault());
        world.deliver(request);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    @Test
    void an_expired_row_is_no_walk_s_own_any_more() {
        script.next(
                "create",
                call -> {
                    world.now = world.now.plus(World.RETENTION);
                    return call.get();
                });
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Postponed.class);
        assertThat(row()).isNull();
    }

    private Object slowly(Duration duration, Object answer) {
        world.now = world.now.plus(duration);
        return answer;
    }
}
