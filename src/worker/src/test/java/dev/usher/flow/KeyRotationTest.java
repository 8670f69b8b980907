package dev.usher.flow;

import static dev.usher.flow.HandlerResults.answered;
import static dev.usher.flow.HandlerResults.code;
import static dev.usher.flow.HandlerResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.FailureCode;
import dev.usher.message.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The secret is rotated while requests are on their way. */
@ParameterizedClass
@EnumSource(value = LedgerKind.class, mode = Mode.EXCLUDE, names = "NONE")
class KeyRotationTest extends Arrivals {
    @Test
    void nothing_is_called_reused_by_a_key_that_nobody_has_any_more() {
        world.deliver(request);
        world.keys.set(0, World.key(9));
        for (Request each : List.of(request, Orders.password("another horse 8"))) {
            HandlerResult handlerResult = world.deliver(each);
            assertThat(answered(handlerResult).duplicate()).isTrue();
            assertThat(succeeded(handlerResult).user().sub()).isEqualTo(ada().sub);
        }
    }

    @Test
    void what_was_walked_under_an_older_key_is_still_told_from_what_is_not_the_same() {
        world.deliver(request);
        world.keys.addFirst(World.key(2));
        assertThat(answered(world.deliver(request)).duplicate()).isTrue();
        assertThat(code(world.deliver(Orders.password("another horse 8"))))
                .isEqualTo(FailureCode.ID_REUSED);
        assertThat(code(world.deliver(Orders.named("bob")))).isEqualTo(FailureCode.ID_REUSED);
        assertThat(world.userPool.users).hasSize(1);
    }

    @Test
    void a_request_in_another_hand_under_a_key_that_nobody_has_any_more_waits() {
        dieAt("signIn");
        world.keys.set(0, World.key(9));
        for (Request each : List.of(request, Orders.password("another horse 8"))) {
            assertThat(world.deliver(each)).isInstanceOf(HandlerResult.Postponed.class);
        }
        assertThat(script.userPoolCalls()).isEmpty();
    }

    @Test
    void a_half_made_user_is_proven_with_the_key_it_was_made_with() {
        script.next("create", Script.deathAfter());
        die();
        assertThat(row().mark().sub()).as("nobody wrote down whose it is").isNull();
        world.keys.addFirst(World.key(2));
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
        assertThat(ada().status).isEqualTo("CONFIRMED");
        assertThat(ada().failedSignIns).isZero();
    }

    @Test
    void a_key_that_is_rotated_between_two_steps_does_not_matter() {
        script.next(
                "signIn",
                call -> {
                    world.keys.addFirst(World.key(2));
                    return call.get();
                });
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
        assertThat(answered(world.deliver(request)).duplicate()).isTrue();
    }

    @Test
    void a_marked_user_whose_key_is_gone_gets_another_temporary_password() {
        dieAt("signIn");
        world.keys.set(0, World.key(9));
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
        assertThat(ada().password).isEqualTo(World.PASSWORD);
        assertThat(world.userPool.users).hasSize(1);
    }

    @Test
    void an_unmarked_user_whose_key_is_gone_is_nobodys_and_costs_one_sign_in_at_most() {
        script.next("create", Script.deathAfter());
        die();
        world.keys.set(0, World.key(9));
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.USERNAME_EXISTS);
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.USERNAME_EXISTS);
        assertThat(script.userPoolCalls()).containsExactly("create", "find", "signIn", "find");
        assertThat(ada().failedSignIns).isEqualTo(1);
        assertThat(ada().status).isEqualTo("FORCE_CHANGE_PASSWORD");
    }
}
