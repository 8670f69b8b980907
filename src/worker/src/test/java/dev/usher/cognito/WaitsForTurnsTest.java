package dev.usher.cognito;

import static dev.usher.cognito.TrafficClass.INTERACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.control.Faults.Kind;
import dev.usher.emulator.control.Faults.Rule;
import dev.usher.flow.Fence;
import dev.usher.flow.UserPool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fence hears of the waits for turns, reads' and retries' included. */
class WaitsForTurnsTest {
    private static EmbeddedPool pool;

    private final List<String> heard = new ArrayList<>();

    private final Fence fence =
            new Fence() {
                @Override
                public void check() {
                    heard.add("check");
                }

                @Override
                public void waits() {
                    heard.add("waits");
                }

                @Override
                public void goesOn() {
                    heard.add("goes on");
                }
            };

    @BeforeAll
    static void start() {
        pool = new EmbeddedPool();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @BeforeEach
    void fresh() {
        pool.fresh();
    }

    @Test
    void a_turn_is_awaited_between_the_two() {
        Pacer slow = new Pacer(1, () -> pool.now, _ -> heard.add("pause"), () -> 0);
        ClientSecret secret = new ClientSecret(pool.clientId(), List::of, List::of);
        OutageProbe outageProbe =
                new OutageProbe(pool.sdk, new PoolIds(pool.poolId(), pool.clientId()), secret);
        CognitoCalls cognitoCalls =
                new CognitoCalls(
                        new Pacers(_ -> slow),
                        secret,
                        new CognitoCalls.Doubts(
                                outageProbe, new OutageDetector(outageProbe, () -> pool.now)),
                        pool.meters,
                        () -> 0);
        for (int i = 0; i < 2; i++) {
            heard.clear();
            cognitoCalls.call(
                    CognitoOperation.ADMIN_GET_USER,
                    new CognitoCalls.Caller(fence, INTERACTIVE),
                    () -> heard.add("call"));
        }
        assertThat(heard).containsExactly("waits", "pause", "goes on", "call");
    }

    @Test
    void every_try_of_a_call_awaits_a_turn() {
        pool.aws
                .faults()
                .add(
                        Rule.next("AdminGetUser", Kind.ERROR_BEFORE, 2)
                                .withError("TooManyRequestsException", 400));
        userPool().find("ada");
        assertThat(heard)
                .containsExactly("waits", "goes on", "waits", "goes on", "waits", "goes on");
    }

    @Test
    void what_all_walks_share_is_awaited_too() {
        userPool().rules();
        assertThat(heard).containsExactly("waits", "goes on");
        heard.clear();
        userPool().rotatesRefreshTokens();
        assertThat(heard).containsExactly("waits", "goes on");
    }

    private UserPool userPool() {
        return pool.userPool().behind(fence);
    }
}
