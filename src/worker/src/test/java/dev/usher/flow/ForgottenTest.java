package dev.usher.flow;

import static dev.usher.flow.HandlerResults.answered;
import static dev.usher.flow.HandlerResults.code;
import static dev.usher.flow.HandlerResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.FakeUserPool.Account;
import dev.usher.message.FailureCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger is deleted in mid-run, or a row forgotten at its time. */
@ParameterizedClass
@EnumSource(value = LedgerKind.class, mode = Mode.EXCLUDE, names = "NONE")
class ForgottenTest extends Arrivals {
    @ParameterizedTest
    @ValueSource(strings = {"create", "addToGroup", "signIn", "setNewPassword"})
    void a_ledger_deleted_under_a_walk_loses_nothing(String operation) {
        script.next(
                operation,
                call -> {
                    world.now = world.now.plus(Duration.ofMinutes(2));
                    world.loseLedger();
                    return call.get();
                });
        HandlerResult handlerResult = world.deliverUntilAnswered(request);
        assertThat(succeeded(handlerResult).user().sub()).isEqualTo(ada().sub);
        assertThat(ada().status).isEqualTo("CONFIRMED");
        assertThat(world.userPool.users).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "addToGroup", "signIn", "setNewPassword"})
    void a_ledger_deleted_between_a_death_and_the_redelivery_loses_nothing(String operation) {
        script.next(operation, Script.deathAfter());
        die();
        world.now = world.now.plus(World.VISIBILITY);
        world.loseLedger();
        HandlerResult handlerResult = world.deliverUntilAnswered(request);
        assertThat(succeeded(handlerResult).user().sub()).isEqualTo(ada().sub);
        assertThat(ada().status).isEqualTo("CONFIRMED");
        assertThat(ada().groups).containsExactly("readers");
    }

    @Test
    void a_finished_sign_up_that_the_ledger_forgot_is_found_again_by_its_own_password() {
        world.deliver(request);
        world.now = world.now.plus(World.VISIBILITY);
        world.loseLedger();
        assertThat(succeeded(world.deliver(request)).user().sub()).isEqualTo(ada().sub);
        assertThat(world.userPool.users).hasSize(1);
    }

    @Test
    void a_deleted_ledger_lets_nobody_take_over_a_stranger() {
        Account stranger = world.userPool.put("ada", World.PASSWORD, "CONFIRMED");
        world.now = world.now.plus(World.VISIBILITY);
        String before = stranger.snapshot();
        world.loseLedger();
        HandlerResult handlerResult =
                world.requestHandler.handle(
                        world.delivery(
                                request, "message-1", world.now.minus(Duration.ofMinutes(3)), 2));
        assertThat(code(handlerResult)).isEqualTo(FailureCode.USERNAME_EXISTS);
        assertThat(stranger.snapshot()).isEqualTo(before);
    }

    /** Nobody has noticed yet: a row that rests on the old ledger's word must not be written. */
    @Test
    void the_very_first_delivery_after_the_loss_knows_that_an_earlier_one_may_have_begun() {
        script.next("create", Script.deathAfter());
        die();
        world.now = world.now.plus(World.VISIBILITY);
        world.loseLedger();
        assertThat(succeeded(world.deliver(request)).user().sub()).isEqualTo(ada().sub);
        assertThat(row().mark().bornLate()).isTrue();
        assertThat(row().mark().since()).isEqualTo(World.START);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "addToGroup", "signIn", "setNewPassword"})
    void a_duplicate_that_comes_first_after_the_loss_does_not_cost_the_other_message_its_user(
            String operation) {
        script.next(operation, Script.deathAfter());
        die();
        world.now = world.now.plus(World.VISIBILITY);
        world.loseLedger();
        // It can't know that somebody was here before, and takes the user for a stranger's.
        HandlerResult duplicate =
                world.requestHandler.handle(world.delivery(request, "message-2", world.now, 1));
        assertThat(code(duplicate)).isEqualTo(FailureCode.USERNAME_EXISTS);

        HandlerResult handlerResult = world.deliverUntilAnswered(request);
        assertThat(succeeded(handlerResult).user().sub()).isEqualTo(ada().sub);
        assertThat(ada().status).isEqualTo("CONFIRMED");
        assertThat(ada().groups).containsExactly("readers");
        assertThat(world.userPool.users).hasSize(1);
    }

    @Test
    void a_duplicate_that_dies_first_after_the_loss_does_not_either() {
        script.next("signIn", Script.deathAfter());
        die();
        world.now = world.now.plus(World.VISIBILITY);
        world.loseLedger();
        script.next("find", Script.death());
        assertThatThrownBy(() ->
                        world.requestHandler.handle(
                                world.delivery(request, "message-2", world.now, 1)))
                .isInstanceOf(World.Death.class);
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(succeeded(world.deliverUntilAnswered(request)).user().sub())
                .isEqualTo(ada().sub);
        assertThat(ada().status).isEqualTo("CONFIRMED");
    }

    @Test
    void an_id_is_attempted_again_once_its_retention_is_over() {
        world.deliver(request);
        world.now = world.now.plus(World.RETENTION).minusSeconds(1);
        assertThat(answered(world.deliver(request)).duplicate()).isTrue();
        world.now = world.now.plusSeconds(1);
        world.userPool.users.clear();
        HandlerResult handlerResult =
                world.requestHandler.handle(world.delivery(request, "message-2", world.now, 1));
        assertThat(succeeded(handlerResult).tokens()).isNotNull();
        assertThat(answered(handlerResult).duplicate()).isFalse();
        assertThat(world.userPool.users).hasSize(1);
        assertThat(row().revision()).isLessThan(5);
    }

    @Test
    void other_content_under_an_id_whose_retention_is_over_is_no_reuse() {
        world.deliver(request);
        world.now = world.now.plus(World.RETENTION);
        HandlerResult handlerResult =
                world.requestHandler.handle(
                        world.delivery(Orders.named("bob"), "message-2", world.now, 1));
        assertThat(succeeded(handlerResult).tokens()).isNotNull();
        assertThat(world.userPool.users).containsOnlyKeys("ada", "bob");
    }
}
