package dev.usher.flow;

import static dev.usher.flow.HandlerResults.code;
import static dev.usher.flow.HandlerResults.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.FailureCode;
import dev.usher.message.Request.Envelope;
import dev.usher.message.Request.Refresh;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Secret;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an outage of Cognito does to a request: nothing that it would notice. */
class CognitoOutageTest {
    private static final HandlerResult HELD = new HandlerResult.Held("Cognito is out", true);

    private final SignUp request = World.signUp();

    @ParameterizedTest
    @ValueSource(strings = {"create", "addToGroup", "signIn", "setNewPassword"})
    void an_outage_of_any_length_counts_no_attempt_and_buries_nothing(String operation) {
        World world = new World(true);
        Script script = new Script().always(operation, Script.outage(true));
        world.gate = script;
        for (int i = 0; i < 10 * World.MAX_ATTEMPTS; i++) {
            assertThat(world.deliver(request)).isEqualTo(HELD);
            world.now = world.now.plus(World.VISIBILITY);
        }
        assertThat(world.row().processing().attempts()).isZero();

        world.gate = World.STRAIGHT;
        HandlerResult handlerResult = world.deliver(request);
        succeeded(handlerResult);
        assertThat(HandlerResults.answered(handlerResult).attempts()).isEqualTo(1);
        assertThat(world.userPool.count("CONFIRMED")).isEqualTo(1);
    }

    @Test
    void the_claim_is_let_go_of_so_that_the_next_delivery_need_not_wait() {
        World world = new World(true);
        world.gate = new Script().next("create", Script.outage(false));
        assertThat(world.deliver(request)).isEqualTo(HELD);
        succeeded(world.deliver(request));
    }

    @Test
    void an_outage_that_comes_while_it_gives_up_strands_nobody() {
        World world = new World(true);
        Script script = new Script().always("signIn", Script.fault(false));
        world.gate = script;
        for (int i = 1; i < World.MAX_ATTEMPTS; i++) {
            assertThat(world.deliver(request)).isInstanceOf(HandlerResult.Faulted.class);
        }
        script.next("find", Supplier::get).next("find", Script.outage(false));
        assertThat(world.deliver(request)).isEqualTo(HELD);
        assertThat(HandlerResults.deadLettered(world.deliver(request)).reason().code())
                .isEqualTo(FailureCode.RETRIES_EXHAUSTED);
        assertThat(world.userPool.users).isEmpty();
    }

    @Test
    void a_finished_sign_up_that_comes_again_in_an_outage_waits_for_its_tokens() {
        World world = new World(true);
        succeeded(world.deliver(request));
        world.gate = new Script().next("find", Script.outage(false));
        for (int i = 0; i < World.MAX_ATTEMPTS; i++) {
            world.receives++;
        }
        assertThat(world.deliver(request)).isEqualTo(HELD);
        assertThat(succeeded(world.deliver(request)).tokens()).isNotNull();
    }

    @Test
    void a_rotating_refresh_token_that_an_outage_may_have_spent_is_not_spent_again() {
        World world = new World(true);
        world.userPool.rotates = true;
        world.gate = new Script().next("refresh", Script.outage(true));
        assertThat(code(world.deliver(refresh()))).isEqualTo(FailureCode.OUTCOME_UNKNOWN);
    }

    @Test
    void a_rotating_refresh_token_that_was_surely_not_spent_waits_for_the_end_of_the_outage() {
        World world = new World(true);
        world.userPool.rotates = true;
        String sub = world.userPool.put("ada", "p", "CONFIRMED").sub;
        Refresh refresh = refresh(sub);
        world.gate = new Script().next("refresh", Script.outage(false));
        assertThat(world.deliver(refresh)).isEqualTo(HELD);
        succeeded(world.deliver(refresh));
    }

    @Test
    void a_walk_whose_message_was_lost_lets_its_row_go() {
        World world = new World(true);
        boolean[] held = {true};
        world.gate =
                new Script()
                        .next(
                                "create",
                                call -> {
                                    held[0] = false;
                                    return call.get();
                                });
        assertThat(
                        world.requestHandler.handle(
                                new Delivery(
                                        request,
                                        "message-1",
                                        World.START,
                                        false,
                                        1,
                                        () -> held[0])))
                .isInstanceOf(HandlerResult.Postponed.class);
        world.receives = 1;
        succeeded(world.deliver(request));
    }

    private static Refresh refresh() {
        return refresh("sub-1");
    }

    private static Refresh refresh(String sub) {
        return new Refresh(
                new Envelope("refresh-1", "ada", null, null, Map.of()),
                Secret.of("refresh " + sub));
    }
}
