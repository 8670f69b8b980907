package dev.usher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.flow.FakeUserPool.Account;
import dev.usher.flow.Schedules.Turns;
import dev.usher.flow.World.Death;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Dies before and after every call and every ledger write of a sign-up, then delivers again: alone,
 * and twice at once in every order of the two attempts' calls, with every error at every call.
 * Always one user, CONFIRMED, and one right answer; or a clean refusal and no user at all.
 */
class CrashMatrixTest {
    static final List<Trouble> DEATHS = List.of(new Trouble.DieBefore(), new Trouble.DieAfter());

    /** More than any attempt passes. */
    static final int GATES = 40;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_death_anywhere_and_a_redelivery_end_in_one_confirmed_user(boolean remembers) {
        int cases = 0;
        for (SignUp request : requests()) {
            for (Trouble death : DEATHS) {
                for (int at = 0; at < GATES; at++) {
                    World world = new World(remembers);
                    if (!die(world, request, at, death)) {
                        break;
                    }
                    HandlerResult handlerResult = world.deliverUntilAnswered(request);
                    whole(world, request, handlerResult, "%s at %d".formatted(death, at));
                    assertThat(succeeded(handlerResult)).isTrue();
                    cases++;
                }
            }
        }
        assertThat(cases).isGreaterThan(15);
        System.out.println("crash matrix, alone, ledger " + remembers + ": " + cases + " cases");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_death_anywhere_and_any_error_anywhere_end_whole_or_not_at_all(boolean remembers) {
        int cases = 0;
        for (SignUp request : requests()) {
            for (Trouble error : Trouble.errors()) {
                for (Trouble death : DEATHS) {
                    for (int at = -1; at < GATES; at++) {
                        int happened = errorsAfterDeath(remembers, request, death, at, error);
                        if (happened < 0) {
                            break;
                        }
                        cases += happened;
                    }
                }
            }
        }
        assertThat(cases).isGreaterThan(500);
        System.out.println(
                "crash matrix with errors, ledger " + remembers + ": " + cases + " cases");
    }

    /** Two deaths, in two deliveries, wherever each of them falls. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void two_deaths_anywhere_end_in_one_confirmed_user(boolean remembers) {
        SignUp request = World.signUp();
        for (Trouble first : DEATHS) {
            for (Trouble second : DEATHS) {
                for (int at = 0; at < GATES; at++) {
                    for (int then = 0; then < GATES; then++) {
                        World world = new World(remembers);
                        if (!die(world, request, at, first) || !die(world, request, then, second)) {
                            break;
                        }
                        HandlerResult handlerResult = world.deliverUntilAnswered(request);
                        whole(
                                world,
                                request,
                                handlerResult,
                                first + " " + at + ", " + second + " " + then);
                        assertThat(succeeded(handlerResult)).isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void after_a_death_anywhere_two_deliveries_at_once_make_one_user_in_every_order(
            boolean remembers) {
        SignUp request = World.signUp();
        int[] orders = {0};
        for (Trouble death : DEATHS) {
            for (int at = -1; at < GATES; at++) {
                int from = at;
                World probe = new World(remembers);
                if (at >= 0 && !die(probe, request, at, death)) {
                    break;
                }
                orders[0] +=
                        Schedules.all(schedules -> {
                            World world = new World(remembers);
                            if (from >= 0) {
                                die(world, request, from, death);
                            } else {
                                world.receives = 1;
                            }
                            atOnce(world, request, schedules, death + " at " + from);
                        });
            }
        }
        assertThat(orders[0]).isGreaterThan(200);
        System.out.println("two at once, ledger " + remembers + ": " + orders[0] + " orders");
    }

    @Test
    void two_at_once_with_every_error_in_turn_end_whole_or_not_at_all_in_every_order() {
        SignUp request = World.signUp();
        long orders =
                Trouble.errors().parallelStream()
                        .mapToLong(error -> allOrdersWith(error, request))
                        .sum();
        assertThat(orders).isGreaterThan(100_000);
        System.out.println("two at once with errors: " + orders + " orders");
    }

    private static long allOrdersWith(Trouble error, SignUp request) {
        long orders = 0;
        for (int at = 0; at < GATES; at++) {
            int from = at;
            boolean[] reached = {false};
            orders +=
                    Schedules.all(schedules -> {
                        World world = new World(true);
                        world.receives = 1;
                        Turns turns = new Turns();
                        Trouble.At gate = new Trouble.At(from, error, turns);
                        world.gate = gate;
                        twoWalks(world, request, turns, true);
                        List<HandlerResult> handlerResults = turns.run(schedules);
                        reached[0] |= gate.reached();
                        world.gate = World.STRAIGHT;
                        settle(
                                world,
                                request,
                                handlerResults,
                                error + " at " + from + " " + schedules.taken());
                    });
            if (!reached[0]) {
                break;
            }
        }
        return orders;
    }

    private static List<SignUp> requests() {
        return List.of(
                World.signUp(),
                World.signUp(World.PASSWORD, Finish.CONFIRMED),
                World.signUp("", Finish.INVITE));
    }

    /** Whether it died there, and not beyond the end of the attempt. */
    static boolean die(World world, SignUp request, int at, Trouble death) {
        return dies(world, at, death, () -> world.deliver(request));
    }

    static boolean dies(World world, int at, Trouble death, Runnable delivery) {
        var straight = world.gate;
        world.gate = new Trouble.At(at, death, straight);
        try {
            delivery.run();
            return false;
        } catch (Death expected) {
            return true;
        } finally {
            world.gate = straight;
            world.now = world.now.plus(World.VISIBILITY);
        }
    }

    /** How many gates the error fitted; -1 if the death came beyond the end of the attempt. */
    private static int errorsAfterDeath(
            boolean remembers, SignUp request, Trouble death, int at, Trouble error) {
        int happened = 0;
        for (int then = 0; then < GATES; then++) {
            World world = new World(remembers);
            if (at >= 0 && !die(world, request, at, death)) {
                return -1;
            }
            var straight = world.gate;
            Trouble.At gate = new Trouble.At(then, error, straight);
            world.gate = gate;
            HandlerResult handlerResult = world.deliverUntilAnswered(request);
            if (!gate.reached()) {
                break;
            }
            world.gate = straight;
            if (gate.happened()) {
                happened++;
                whole(
                        world,
                        request,
                        handlerResult,
                        "%s at %d, %s at %d".formatted(death, at, error, then));
            }
        }
        return happened;
    }

    private static void atOnce(World world, SignUp request, Schedules schedules, String what) {
        Turns turns = new Turns();
        world.gate = turns;
        twoWalks(world, request, turns, world.ledger.remembers());
        List<HandlerResult> handlerResults = turns.run(schedules);
        world.gate = World.STRAIGHT;
        settle(world, request, handlerResults, what + " " + schedules.taken());
    }

    private static void twoWalks(World world, SignUp request, Turns turns, boolean leaseRunsOut) {
        Delivery one = world.delivery(request);
        Delivery two = world.delivery(request);
        turns.attempt(() -> world.requestHandler.handle(one));
        turns.attempt(() -> world.requestHandler.handle(two));
        if (leaseRunsOut) {
            turns.jump(() -> world.now = world.now.plus(World.VISIBILITY));
        }
    }

    /**
     * Whoever was not answered comes again; then nobody may have been told anything that is not so.
     */
    private static void settle(
            World world, SignUp request, List<HandlerResult> handlerResults, String what) {
        List<HandlerResult> answers = new ArrayList<>();
        for (HandlerResult handlerResult : handlerResults) {
            world.now = world.now.plus(World.VISIBILITY);
            boolean answered =
                    handlerResult instanceof HandlerResult.Answered
                            || handlerResult instanceof HandlerResult.DeadLettered;
            answers.add(answered ? handlerResult : world.deliverUntilAnswered(request));
        }
        for (HandlerResult answer : answers) {
            whole(world, request, answer, what);
        }
    }

    private static void whole(
            World world, SignUp request, HandlerResult handlerResult, String what) {
        Consumer<Account> confirmed =
                account -> {
                    assertThat(account.groups).as(what).containsExactly("readers");
                    if (request.finish() == Finish.INVITE) {
                        assertThat(account.status).as(what).isEqualTo("FORCE_CHANGE_PASSWORD");
                    } else {
                        assertThat(account.status).as(what).isEqualTo("CONFIRMED");
                        assertThat(account.password).as(what).isEqualTo(World.PASSWORD);
                    }
                };
        assertThat(world.userPool.violations).as(what).isEmpty();
        if (succeeded(handlerResult)) {
            assertThat(world.userPool.users.values()).as(what).hasSize(1).allSatisfy(confirmed);
            Result.Succeeded result =
                    (Result.Succeeded) ((HandlerResult.Answered) handlerResult).result();
            assertThat(result.user().sub()).as(what).isEqualTo(world.userPool.users.get("ada").sub);
        } else {
            assertThat(world.userPool.users).as("%s: %s", what, handlerResult).isEmpty();
        }
    }

    private static boolean succeeded(HandlerResult handlerResult) {
        return handlerResult instanceof HandlerResult.Answered answered
                && answered.result() instanceof Result.Succeeded;
    }
}
