package dev.usher.cognito;

import static dev.usher.cognito.TrafficClass.BULK;
import static dev.usher.cognito.TrafficClass.INTERACTIVE;
import static dev.usher.emulator.control.Faults.Kind.ERROR_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.control.Faults.Rule;
import dev.usher.flow.Fence;
import dev.usher.flow.UserPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the user pool does about quota, over HTTP. */
class ThrottledCallsTest {
    private static EmbeddedPool pool;
    private UserPool userPool;

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
        userPool = pool.userPool();
    }

    @Test
    void throttled_tries_do_not_count_among_the_four() {
        fault(4, "ThrottlingException", 400);
        fault(2, "InternalErrorException", 500);
        fault(4, "SlowDown", 503);
        fault(1, "InternalErrorException", 500);
        long cognitoCalls =
                pool.calls("AdminGetUser", () -> assertThat(userPool.find("ada")).isEmpty());
        assertThat(cognitoCalls).isEqualTo(12);
        assertThat(pool.jitterBounds).containsExactly(100L, 200L, 400L);
    }

    @Test
    void the_pacer_hears_of_throttled_calls_alone_and_its_rate_is_on_the_metrics() {
        fault(1, "InternalErrorException", 500);
        userPool.find("ada");
        assertThat(rate("USER_READ")).isEqualTo(1e9);
        fault(1, "TooManyRequestsException", 400);
        userPool.find("ada");
        assertThat(rate("USER_READ")).isBetween(0.97e9, 0.98e9);
        assertThat(rate("USER_CREATION")).isEqualTo(1e9);
    }

    @Test
    void a_call_waits_in_the_lane_of_its_directory() {
        AtomicReference<Pacer> slow = new AtomicReference<>();
        List<TrafficClass> waited = new ArrayList<>();
        slow.set(
                new Pacer(
                        1,
                        () -> pool.now,
                        pause -> waited.add(slow.get().waiting(BULK) > 0 ? BULK : INTERACTIVE),
                        () -> 0));
        ClientSecret secret = new ClientSecret(pool.clientId(), List::of, List::of);
        OutageProbe outageProbe =
                new OutageProbe(pool.sdk, new PoolIds(pool.poolId(), pool.clientId()), secret);
        CognitoCalls cognitoCalls =
                new CognitoCalls(
                        new Pacers(category -> slow.get()),
                        secret,
                        new CognitoCalls.Doubts(
                                outageProbe, new OutageDetector(outageProbe, () -> pool.now)),
                        pool.meters,
                        () -> 0);
        for (TrafficClass trafficClass : List.of(INTERACTIVE, INTERACTIVE, BULK, BULK)) {
            cognitoCalls.call(
                    CognitoOperation.ADMIN_GET_USER,
                    new CognitoCalls.Caller(Fence.OPEN, trafficClass),
                    () -> "");
        }
        assertThat(waited).containsExactly(INTERACTIVE, BULK, BULK);
    }

    private static double rate(String category) {
        return pool.meters.get("usher.pacer.rate").tag("category", category).gauge().value();
    }

    private static void fault(int times, String code, int status) {
        pool.aws
                .faults()
                .add(Rule.next("AdminGetUser", ERROR_BEFORE, times).withError(code, status));
    }
}
