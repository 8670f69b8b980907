package dev.usher.flow;

import static dev.usher.flow.CrashMatrixTest.DEATHS;
import static dev.usher.flow.CrashMatrixTest.GATES;
import static dev.usher.flow.CrashMatrixTest.die;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.FailureCode;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A request that died, and then one of the same id that asks for something else. */
@ParameterizedClass
@EnumSource(value = LedgerKind.class, mode = Mode.EXCLUDE, names = "NONE")
class ChangedContentTest {
    private static final String OTHER = "other horse 8";

    @Parameter private LedgerKind kind;

    private final SignUp former = World.signUp();
    private final SignUp changed = World.signUp(OTHER, Finish.TOKENS);
    private int taken;
    private int late;

    @Test
    void wherever_the_former_died_there_is_one_user_and_it_is_as_one_of_them_asked() {
        for (Trouble death : DEATHS) {
            boolean died = true;
            for (int at = 0; died && at < GATES; at++) {
                try (World world = new World(kind)) {
                    died = die(world, former, at, death);
                    if (died) {
                        oneOfThem(world, death + " at " + at);
                    }
                }
            }
        }
        assertThat(taken).isGreaterThan(5);
        assertThat(late).isGreaterThan(1);
    }

    private void oneOfThem(World world, String what) {
        HandlerResult handlerResult = world.deliverUntilAnswered(changed);
        assertThat(world.userPool.users).as(what).hasSize(1);
        FakeUserPool.Account ada = world.userPool.users.get("ada");
        assertThat(ada.status).as(what).isEqualTo("CONFIRMED");
        if (succeeded(handlerResult)) {
            assertThat(ada.password).as(what).isEqualTo(OTHER);
            taken++;
        } else {
            assertThat(HandlerResults.failure(handlerResult).code())
                    .as(what)
                    .isEqualTo(FailureCode.ID_REUSED);
            assertThat(ada.password).as(what).isEqualTo(World.PASSWORD);
            assertThat(succeeded(world.deliverUntilAnswered(former))).as(what).isTrue();
            late++;
        }
    }

    @Test
    void a_fault_on_the_way_changes_nothing_of_that() {
        for (Trouble death : DEATHS) {
            for (int at = 0; at < GATES; at++) {
                boolean reached = true;
                for (int then = 0; reached && then < GATES; then++) {
                    try (World world = new World(kind)) {
                        reached =
                                die(world, former, at, death)
                                        && faultChangesNothing(
                                                world,
                                                then,
                                                "%s at %d, fault at %d".formatted(death, at, then));
                    }
                }
            }
        }
    }

    /** Whether the fault came before the end. */
    private boolean faultChangesNothing(World world, int then, String what) {
        Trouble.At fault = new Trouble.At(then, new Trouble.Transient(true, true), World.STRAIGHT);
        world.gate = fault;
        HandlerResult handlerResult = world.deliverUntilAnswered(changed);
        world.gate = World.STRAIGHT;
        if (fault.reached()) {
            FakeUserPool.Account ada = world.userPool.users.get("ada");
            assertThat(ada.password)
                    .as(what)
                    .isEqualTo(succeeded(handlerResult) ? OTHER : World.PASSWORD);
        }
        return fault.reached();
    }

    private static boolean succeeded(HandlerResult handlerResult) {
        return handlerResult instanceof HandlerResult.Answered answered
                && answered.result() instanceof Result.Succeeded;
    }
}
