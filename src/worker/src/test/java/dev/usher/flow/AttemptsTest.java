package dev.usher.flow;

import static dev.usher.flow.HandlerResults.answered;
import static dev.usher.flow.HandlerResults.deadLettered;
import static dev.usher.flow.HandlerResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.Refusal.Kind;
import dev.usher.message.FailureCode;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Which attempts count against a request. */
@ParameterizedClass
@EnumSource(value = LedgerKind.class, mode = Mode.EXCLUDE, names = "NONE")
class AttemptsTest extends Arrivals {
    @Test
    void what_is_attempted_again_has_all_its_attempts_before_it() {
        script.next("create", Script.fault(false))
                .next("create", Script.fault(false))
                .next("create", Script.notCreated(Kind.TRIGGER));
        world.deliver(request);
        world.deliver(request);
        assertThat(answered(world.deliver(request)).attempts()).isEqualTo(3);
        HandlerResult changed = deliverAs("message-2", Orders.password("another horse 8"));
        assertThat(succeeded(changed).tokens()).isNotNull();
        assertThat(answered(changed).attempts()).isEqualTo(1);
    }

    @Test
    void a_replayed_dead_letter_has_all_its_attempts_before_it() {
        script.always("create", Script.fault(false));
        assertThat(world.deliver(request)).isEqualTo(faulted(1));
        assertThat(world.deliver(request)).isEqualTo(faulted(2));
        assertThat(deadLettered(world.deliver(request)).attempts()).isEqualTo(3);

        assertThat(deliverAs("message-2", request)).isEqualTo(faulted(1));
        assertThat(deliverAs("message-2", request)).isEqualTo(faulted(2));
        script.always("create", call -> call.get());
        HandlerResult handlerResult = deliverAs("message-2", request);
        assertThat(succeeded(handlerResult).tokens()).isNotNull();
        assertThat(answered(handlerResult).attempts()).isEqualTo(3);
        assertThat(answered(handlerResult).duplicate()).isFalse();
    }

    @Test
    void only_transient_faults_count_as_attempts() {
        script.next("create", Script.operatorFault());
        assertThat(world.deliver(request))
                .isEqualTo(new HandlerResult.Held("AccessDeniedException", false));
        assertThat(row().processing().attempts()).isZero();

        script.next("create", Script.fault(false));
        assertThat(world.deliver(request)).isEqualTo(faulted(1));
        assertThat(row().processing().attempts()).isEqualTo(1);

        script.next("signIn", Script.refused(Kind.LOCKED_OUT));
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Postponed.class);
        assertThat(row().processing().attempts()).isEqualTo(1);

        script.next("signIn", Script.death());
        assertThatThrownBy(() -> world.deliver(request)).isInstanceOf(World.Death.class);
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Postponed.class);
        assertThat(row().processing().attempts()).isEqualTo(1);

        world.now = world.now.plus(World.VISIBILITY);
        assertThat(answered(world.deliver(request)).attempts()).isEqualTo(2);
    }

    @Test
    void a_quota_that_others_have_used_up_counts_no_attempt_and_buries_nothing() {
        script.always("signIn", Script.throttled());
        for (int i = 0; i < 5 * World.MAX_ATTEMPTS; i++) {
            assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Postponed.class);
        }
        assertThat(row().processing().attempts()).isZero();
        script.always("signIn", Supplier::get);
        assertThat(answered(world.deliver(request)).attempts()).isEqualTo(1);
    }

    @Test
    void giving_up_waits_for_the_quota_rather_than_strand_anybody() {
        script.always("signIn", Script.fault(false));
        for (int i = 1; i < World.MAX_ATTEMPTS; i++) {
            assertThat(world.deliver(request)).isEqualTo(faulted(i));
        }
        script.next("delete", Script.throttled());
        assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Postponed.class);
        assertThat(deadLettered(world.deliver(request)).reason().code())
                .isEqualTo(FailureCode.RETRIES_EXHAUSTED);
        assertThat(world.userPool.users).isEmpty();
    }

    @Test
    void a_fault_that_comes_after_the_message_was_lost_counts_no_attempt() {
        boolean[] held = {true};
        script.next(
                "signIn",
                call -> {
                    held[0] = false;
                    return Script.fault(false).answer(call);
                });
        Delivery delivery =
                new Delivery(request, "message-1", World.START, false, 1, () -> held[0]);
        assertThat(world.requestHandler.handle(delivery))
                .isInstanceOf(HandlerResult.Postponed.class);
        assertThat(row().processing().attempts()).isZero();
    }

    @Test
    void a_bug_while_giving_up_is_buried_as_stranded_and_not_attempted_for_ever() {
        script.always("signIn", Script.fault(false));
        for (int i = 1; i < World.MAX_ATTEMPTS; i++) {
            assertThat(world.deliver(request)).isEqualTo(faulted(i));
        }
        script.next(
                "delete",
                call -> {
                    throw new IllegalStateException("bug");
                });
        HandlerResult.DeadLettered buried = deadLettered(world.deliver(request));
        assertThat(buried.reason().code()).isEqualTo(FailureCode.STRANDED);
        assertThat(buried.answer().code()).isEqualTo(FailureCode.RETRIES_EXHAUSTED);
    }

    private static HandlerResult faulted(int attempts) {
        return new HandlerResult.Faulted(attempts, "InternalErrorException");
    }
}
