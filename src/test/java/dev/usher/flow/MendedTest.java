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

/** A request that died, and then one of the same id that asks for something else. */
class MendedTest {
    private static final String OTHER = "mended horse 8";

    private final SignUp former = World.signUp();
    private final SignUp mended = World.signUp(OTHER, Finish.TOKENS);

    @Test
    void wherever_the_former_died_there_is_one_user_and_it_is_as_one_of_them_asked() {
        int taken = 0;
        int late = 0;
        for (Trouble death : DEATHS) {
            for (int at = 0; at < GATES; at++) {
                World world = new World(true);
                if (!die(world, former, at, death)) {
                    break;
                }
                String what = death + " at " + at;
                Verdict verdict = world.deliverUntilAnswered(mended);
                assertThat(world.directory.users).as(what).hasSize(1);
                FakeDirectory.Account ada = world.directory.users.get("ada");
                assertThat(ada.status).as(what).isEqualTo("CONFIRMED");
                if (succeeded(verdict)) {
                    assertThat(ada.password).as(what).isEqualTo(OTHER);
                    taken++;
                } else {
                    assertThat(Verdicts.failure(verdict).code())
                            .as(what)
                            .isEqualTo(FailureCode.ID_REUSED);
                    assertThat(ada.password).as(what).isEqualTo(World.PASSWORD);
                    assertThat(succeeded(world.deliverUntilAnswered(former))).as(what).isTrue();
                    late++;
                }
            }
        }
        assertThat(taken).isGreaterThan(5);
        assertThat(late).isGreaterThan(1);
    }

    @Test
    void a_fault_on_the_way_changes_nothing_of_that() {
        for (Trouble death : DEATHS) {
            for (int at = 0; at < GATES; at++) {
                for (int then = 0; then < GATES; then++) {
                    World world = new World(true);
                    if (!die(world, former, at, death)) {
                        break;
                    }
                    Trouble.At fault =
                            new Trouble.At(then, new Trouble.Transient(true, true), World.STRAIGHT);
                    world.gate = fault;
                    Verdict verdict = world.deliverUntilAnswered(mended);
                    world.gate = World.STRAIGHT;
                    if (!fault.reached()) {
                        break;
                    }
                    FakeDirectory.Account ada = world.directory.users.get("ada");
                    assertThat(ada.password)
                            .as("%s at %d, fault at %d", death, at, then)
                            .isEqualTo(succeeded(verdict) ? OTHER : World.PASSWORD);
                }
            }
        }
    }

    private static boolean succeeded(Verdict verdict) {
        return verdict instanceof Verdict.Answered answered
                && answered.result() instanceof Result.Succeeded;
    }
}
