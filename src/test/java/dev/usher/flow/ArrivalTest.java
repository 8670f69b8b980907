package dev.usher.flow;

import static dev.usher.flow.Verdicts.answered;
import static dev.usher.flow.Verdicts.code;
import static dev.usher.flow.Verdicts.deadLettered;
import static dev.usher.flow.Verdicts.failure;
import static dev.usher.flow.Verdicts.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.FakeDirectory.Account;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrival table: what a delivery may do, by what the ledger says of its id. */
class ArrivalTest {
    private final World world = new World(true);
    private final Script script = new Script();
    private final SignUp request = World.signUp();

    @BeforeEach
    void listen() {
        world.gate = script;
    }

    @Test
    void an_id_that_nobody_knows_is_walked() {
        Verdict verdict = world.deliver(request);
        assertThat(succeeded(verdict).tokens()).isNotNull();
        assertThat(answered(verdict).duplicate()).isFalse();
        assertThat(answered(verdict).attempts()).isEqualTo(1);
        assertThat(row().mark()).isEqualTo(ada().sub);
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
        Verdict verdict = world.deliver(request);
        assertThat(verdict).isInstanceOf(Verdict.Postponed.class);
        assertThat(((Verdict.Postponed) verdict).delay())
                .isPositive()
                .isLessThanOrEqualTo(World.LEASE);
        assertThat(script.directoryCalls()).isEmpty();
        assertThat(ada().snapshot()).isEqualTo(before);
        assertThat(row()).isEqualTo(rowBefore);
        assertThat(row().attempts()).isZero();
    }

    @Test
    void it_comes_back_ever_later_but_not_later_than_the_lease_ends() {
        dieAt("signIn");
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            delays.add(((Verdict.Postponed) world.deliver(request)).delay());
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
        assertThat(script.directoryCalls()).isEmpty();
        assertThat(ada().snapshot()).isEqualTo(before);
    }

    @Test
    void what_went_well_is_told_again_with_fresh_tokens_and_nothing_made() {
        world.deliver(request);
        Row rowBefore = row();
        script.calls.clear();
        Verdict verdict = world.deliver(request);
        assertThat(answered(verdict).duplicate()).isTrue();
        assertThat(succeeded(verdict).tokens()).isNotNull();
        assertThat(succeeded(verdict).user().sub()).isEqualTo(ada().sub);
        assertThat(script.directoryCalls()).containsExactly("find", "signIn");
        assertThat(world.directory.users).hasSize(1);
        assertThat(row()).isEqualTo(rowBefore);
    }

    @Test
    void where_no_tokens_are_wanted_what_went_well_is_told_again_without_a_call() {
        SignUp confirmed = Orders.finish(Finish.CONFIRMED);
        world.deliver(confirmed);
        script.calls.clear();
        Verdict verdict = world.deliver(confirmed);
        assertThat(answered(verdict).duplicate()).isTrue();
        assertThat(succeeded(verdict).tokens()).isNull();
        assertThat(succeeded(verdict).user().sub()).isEqualTo(ada().sub);
        assertThat(script.directoryCalls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("otherContent")
    void other_content_under_an_id_that_went_well_is_refused(Request other) {
        world.deliver(request);
        String before = ada().snapshot();
        script.calls.clear();
        assertThat(code(world.deliver(other))).isEqualTo(FailureCode.ID_REUSED);
        assertThat(script.directoryCalls()).isEmpty();
        assertThat(ada().snapshot()).isEqualTo(before);
    }

    @Test
    void what_was_refused_is_refused_again_in_the_same_words() {
        script.next("create", Script.notCreated(Kind.TRIGGER));
        Verdict first = world.deliver(request);
        script.calls.clear();
        Verdict again = deliverAs("message-2", request);
        assertThat(failure(again)).isEqualTo(failure(first));
        assertThat(code(again)).isEqualTo(FailureCode.REJECTED_BY_TRIGGER);
        assertThat(answered(again).duplicate()).isTrue();
        assertThat(script.directoryCalls()).isEmpty();
    }

    @Test
    void mended_content_after_a_refusal_is_walked_anew() {
        script.next("create", Script.notCreated(Kind.TRIGGER));
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.REJECTED_BY_TRIGGER);
        Verdict verdict = deliverAs("message-2", Orders.password("another horse 8"));
        assertThat(succeeded(verdict).tokens()).isNotNull();
        assertThat(answered(verdict).duplicate()).isFalse();
        assertThat(ada().password).isEqualTo("another horse 8");
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.ID_REUSED);
    }

    @Test
    void what_is_walked_anew_has_all_its_attempts_before_it() {
        script.next("create", Script.fault(false))
                .next("create", Script.fault(false))
                .next("create", Script.notCreated(Kind.TRIGGER));
        world.deliver(request);
        world.deliver(request);
        assertThat(answered(world.deliver(request)).attempts()).isEqualTo(3);
        Verdict mended = deliverAs("message-2", Orders.password("another horse 8"));
        assertThat(succeeded(mended).tokens()).isNotNull();
        assertThat(answered(mended).attempts()).isEqualTo(1);
    }

    @Test
    void a_refusal_that_may_pass_is_told_again_to_its_own_message_alone() {
        script.next("create", Script.notCreated(Kind.LIMIT_EXCEEDED));
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.LIMIT_EXCEEDED);
        Verdict redelivered = world.deliver(request);
        assertThat(code(redelivered)).isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(answered(redelivered).duplicate()).isTrue();
        assertThat(world.directory.users).isEmpty();

        Verdict sentAnew = deliverAs("message-2", request);
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
        assertThat(script.directoryCalls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("otherIdentity")
    void type_username_and_finish_never_change_for_an_id_left_unfinished(Request other) {
        dieAt("signIn");
        world.now = world.now.plus(World.VISIBILITY);
        String before = ada().snapshot();
        assertThat(code(deliverAs("message-2", other))).isEqualTo(FailureCode.ID_REUSED);
        assertThat(script.directoryCalls()).isEmpty();
        assertThat(ada().snapshot()).isEqualTo(before);
    }

    @Test
    void nothing_is_called_reused_by_a_key_that_nobody_has_any_more() {
        world.deliver(request);
        world.keys.set(0, World.key(9));
        for (Request each : List.of(request, Orders.password("another horse 8"))) {
            Verdict verdict = world.deliver(each);
            assertThat(answered(verdict).duplicate()).isTrue();
            assertThat(succeeded(verdict).user().sub()).isEqualTo(ada().sub);
        }
    }

    @Test
    void a_half_made_user_is_proven_with_the_key_it_was_made_with() {
        script.next("create", Script.deathAfter());
        die();
        assertThat(row().mark()).as("nobody wrote down whose it is").isNull();
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
        assertThat(world.directory.users).hasSize(1);
    }

    @Test
    void an_unmarked_user_whose_key_is_gone_is_nobodys_and_costs_one_sign_in_at_most() {
        script.next("create", Script.deathAfter());
        die();
        world.keys.set(0, World.key(9));
        world.now = world.now.plus(World.VISIBILITY);
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.USERNAME_EXISTS);
        assertThat(code(world.deliver(request))).isEqualTo(FailureCode.USERNAME_EXISTS);
        assertThat(script.directoryCalls()).containsExactly("create", "find", "signIn", "find");
        assertThat(ada().failedSignIns).isEqualTo(1);
        assertThat(ada().status).isEqualTo("FORCE_CHANGE_PASSWORD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "addToGroup", "signIn", "setNewPassword"})
    void a_walk_whose_lease_ran_out_is_taken_over_and_has_no_effect_any_more(String operation) {
        List<Verdict> second = new ArrayList<>();
        List<String> afterwards = new ArrayList<>();
        script.next(
                operation,
                call -> {
                    world.now = world.now.plus(World.VISIBILITY);
                    second.add(world.deliver(request));
                    afterwards.add(ada().snapshot());
                    return call.get();
                });
        Verdict first = world.deliver(request);
        assertThat(succeeded(second.getFirst()).tokens()).isNotNull();
        assertThat(first).isInstanceOf(Verdict.Postponed.class);
        assertThat(ada().snapshot()).isEqualTo(afterwards.getFirst());
        assertThat(world.directory.users).hasSize(1);
        assertThat(row().attempts()).isZero();
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
        assertThat(world.reception.handle(delivery)).isInstanceOf(Verdict.Postponed.class);
        assertThat(ada().groups).isEmpty();
        assertThat(script.directoryCalls()).containsExactly("create", "addToGroup");
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

    @ParameterizedTest
    @ValueSource(strings = {"create", "addToGroup", "signIn", "setNewPassword"})
    void a_ledger_deleted_under_a_walk_loses_nothing(String operation) {
        script.next(
                operation,
                call -> {
                    world.now = world.now.plus(Duration.ofMinutes(2));
                    world.memory.forget(world.now);
                    return call.get();
                });
        Verdict verdict = world.deliverUntilAnswered(request);
        assertThat(succeeded(verdict).user().sub()).isEqualTo(ada().sub);
        assertThat(ada().status).isEqualTo("CONFIRMED");
        assertThat(world.directory.users).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "addToGroup", "signIn", "setNewPassword"})
    void a_ledger_deleted_between_a_death_and_the_redelivery_loses_nothing(String operation) {
        script.next(operation, Script.deathAfter());
        die();
        world.now = world.now.plus(World.VISIBILITY);
        world.memory.forget(world.now);
        Verdict verdict = world.deliverUntilAnswered(request);
        assertThat(succeeded(verdict).user().sub()).isEqualTo(ada().sub);
        assertThat(ada().status).isEqualTo("CONFIRMED");
        assertThat(ada().groups).containsExactly("readers");
    }

    @Test
    void a_finished_sign_up_that_the_ledger_forgot_is_found_again_by_its_own_password() {
        world.deliver(request);
        world.now = world.now.plus(World.VISIBILITY);
        world.memory.forget(world.now);
        assertThat(succeeded(world.deliver(request)).user().sub()).isEqualTo(ada().sub);
        assertThat(world.directory.users).hasSize(1);
    }

    @Test
    void a_deleted_ledger_lets_nobody_take_over_a_stranger() {
        Account stranger = world.directory.put("ada", World.PASSWORD, "CONFIRMED");
        world.now = world.now.plus(World.VISIBILITY);
        String before = stranger.snapshot();
        world.memory.forget(world.now);
        Verdict verdict =
                world.reception.handle(
                        world.delivery(
                                request, "message-1", world.now.minus(Duration.ofMinutes(3)), 2));
        assertThat(code(verdict)).isEqualTo(FailureCode.USERNAME_EXISTS);
        assertThat(stranger.snapshot()).isEqualTo(before);
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
        Verdict verdict = deliverAs("message-2", request);
        assertThat(succeeded(verdict).tokens()).isNotNull();
        assertThat(answered(verdict).attempts()).isEqualTo(3);
        assertThat(answered(verdict).duplicate()).isFalse();
    }

    @Test
    void only_transient_faults_count_as_attempts() {
        script.next("create", Script.operatorFault());
        assertThat(world.deliver(request))
                .isEqualTo(new Verdict.Held("AccessDeniedException", false));
        assertThat(row().attempts()).isZero();

        script.next("create", Script.fault(false));
        assertThat(world.deliver(request)).isEqualTo(faulted(1));
        assertThat(row().attempts()).isEqualTo(1);

        script.next("signIn", Script.refused(Kind.LOCKED_OUT));
        assertThat(world.deliver(request)).isInstanceOf(Verdict.Postponed.class);
        assertThat(row().attempts()).isEqualTo(1);

        script.next("signIn", Script.death());
        assertThatThrownBy(() -> world.deliver(request)).isInstanceOf(World.Death.class);
        assertThat(world.deliver(request)).isInstanceOf(Verdict.Postponed.class);
        assertThat(row().attempts()).isEqualTo(1);

        world.now = world.now.plus(World.VISIBILITY);
        assertThat(answered(world.deliver(request)).attempts()).isEqualTo(2);
    }

    @Test
    void an_operator_fault_lets_the_next_delivery_in_at_once() {
        script.next("signIn", Script.operatorFault());
        world.deliver(request);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    @Test
    void a_ledger_out_of_reach_holds_the_worker_and_calls_nothing() {
        script.next("ledger", Script.operatorFault());
        assertThat(world.deliver(request)).isInstanceOf(Verdict.Held.class);
        assertThat(script.directoryCalls()).isEmpty();
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

    private Object slowly(Duration duration, Object answer) {
        world.now = world.now.plus(duration);
        return answer;
    }

    private void dieAt(String operation) {
        script.next(operation, Script.death());
        die();
    }

    private void die() {
        assertThatThrownBy(() -> world.deliver(request)).isInstanceOf(World.Death.class);
        script.calls.clear();
    }

    private Verdict deliverAs(String messageId, Request other) {
        return world.reception.handle(
                world.delivery(other, messageId, World.START, ++world.receives));
    }

    private static Verdict faulted(int attempts) {
        return new Verdict.Faulted(attempts, "InternalErrorException");
    }

    private Account ada() {
        return world.directory.users.get("ada");
    }

    private Row row() {
        return world.memory.row("eu-west-1_pool/order-1");
    }
}
