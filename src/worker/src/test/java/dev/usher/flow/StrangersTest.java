package dev.usher.flow;

import static dev.usher.flow.CrashMatrixTest.DEATHS;
import static dev.usher.flow.CrashMatrixTest.GATES;
import static dev.usher.flow.CrashMatrixTest.die;
import static dev.usher.flow.CrashMatrixTest.dies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.flow.FakeUserPool.Account;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.SignUp;
import dev.usher.message.Result;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A user of somebody else's, in every status, is left untouched to the byte, wherever an attempt
 * died.
 */
class StrangersTest {
    @ParameterizedTest
    @EnumSource(Stranger.class)
    void a_stranger_who_was_there_first_is_left_untouched_to_the_byte(Stranger stranger) {
        for (boolean remembers : new boolean[] {true, false}) {
            for (Trouble death : DEATHS) {
                for (int at = -1; at < GATES; at++) {
                    World world = new World(remembers);
                    Account account = stranger.move(world);
                    world.now = world.now.plus(World.VISIBILITY);
                    String before = account.snapshot();
                    SignUp request = World.signUp();
                    world.receives = 0;
                    if (at >= 0 && !dieSentNow(world, request, at, death)) {
                        break;
                    }
                    HandlerResult handlerResult =
                            deliverSentAt(world, request, World.START.plus(World.VISIBILITY));
                    assertThat(code(handlerResult)).isEqualTo(FailureCode.USERNAME_EXISTS);
                    assertThat(account.snapshot()).isEqualTo(before);
                    assertThat(world.userPool.users).hasSize(1);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Stranger.class)
    void a_stranger_who_took_over_a_freed_username_is_left_untouched_to_the_byte(
            Stranger stranger) {
        int cases = 0;
        for (Trouble death : DEATHS) {
            for (int at = 0; at < GATES; at++) {
                World world = new World(true);
                SignUp request = World.signUp();
                if (!die(world, request, at, death)) {
                    break;
                }
                world.userPool.users.clear();
                Account account = stranger.move(world);
                String before = account.snapshot();
                HandlerResult handlerResult = world.deliverUntilAnswered(request);
                assertThat(account.snapshot()).as("%s at %d", death, at).isEqualTo(before);
                assertThat(world.userPool.users).hasSize(1);
                if (!finishedBefore(handlerResult)) {
                    assertThat(code(handlerResult)).isEqualTo(FailureCode.USERNAME_EXISTS);
                }
                cases++;
            }
        }
        assertThat(cases).isGreaterThan(5);
    }

    /** Whom a sign-up may find under the name it wants. */
    enum Stranger {
        FORCE_CHANGE_PASSWORD,
        CONFIRMED,
        UNCONFIRMED,
        RESET_REQUIRED,
        EXTERNAL_PROVIDER,
        DISABLED;

        Account move(World world) {
            String status = this == DISABLED ? "CONFIRMED" : name();
            Account account = world.userPool.put("ada", "somebody else's 9", status);
            account.enabled = this != DISABLED;
            return account;
        }
    }

    private static boolean dieSentNow(World world, SignUp request, int at, Trouble death) {
        return dies(
                world,
                at,
                death,
                () ->
                        world.requestHandler.handle(
                                world.delivery(request, "message-1", world.now, ++world.receives)));
    }

    private static HandlerResult deliverSentAt(World world, SignUp request, Instant sent) {
        for (int i = 0; i < 12; i++) {
            HandlerResult handlerResult =
                    world.requestHandler.handle(
                            world.delivery(request, "message-1", sent, ++world.receives));
            if (handlerResult instanceof HandlerResult.Answered) {
                return handlerResult;
            }
            world.now = world.now.plus(World.VISIBILITY);
        }
        throw new AssertionError("no answer");
    }

    private static boolean finishedBefore(HandlerResult handlerResult) {
        return handlerResult instanceof HandlerResult.Answered answered && answered.duplicate();
    }

    private static FailureCode code(HandlerResult handlerResult) {
        return handlerResult instanceof HandlerResult.Answered answered
                        && answered.result() instanceof Result.Failed failed
                ? failed.failure().code()
                : null;
    }
}
