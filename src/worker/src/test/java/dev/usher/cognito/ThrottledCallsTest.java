package dev.usher.cognito;

import static dev.usher.cognito.Traffic.BULK;
import static dev.usher.cognito.Traffic.INTERACTIVE;
import static dev.usher.emulator.Faults.Kind.ERROR_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.Faults.Rule;
import dev.usher.flow.Directory;
import dev.usher.flow.Fence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the directory does about quota, over HTTP. */
class ThrottledCallsTest {
    private static EmbeddedPool pool;
    private Directory directory;

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
        directory = pool.directory();
    }

    @Test
    void throttled_tries_do_not_count_among_the_four() {
        fault(4, "ThrottlingException", 400);
        fault(2, "InternalErrorException", 500);
        fault(4, "SlowDown", 503);
        fault(1, "InternalErrorException", 500);
        long calls = pool.calls("AdminGetUser", () -> assertThat(directory.find("ada")).isEmpty());
        assertThat(calls).isEqualTo(12);
        assertThat(pool.jitterBounds).containsExactly(100L, 200L, 400L);
    }

    @Test
    void the_pacer_hears_of_throttled_calls_alone_and_its_rate_is_on_the_metrics() {
        fault(1, "InternalErrorException", 500);
        directory.find("ada");
        assertThat(rate("USER_READ")).isEqualTo(1e9);
        fault(1, "TooManyRequestsException", 400);
        directory.find("ada");
        assertThat(rate("USER_READ")).isBetween(0.97e9, 0.98e9);
        assertThat(rate("USER_CREATION")).isEqualTo(1e9);
    }

    @Test
    void a_call_waits_in_the_lane_of_its_directory() {
        AtomicReference<Pacer> slow = new AtomicReference<>();
        List<Traffic> waited = new ArrayList<>();
        slow.set(
                new Pacer(
                        1,
                        () -> pool.now,
                        pause -> waited.add(slow.get().waiting(BULK) > 0 ? BULK : INTERACTIVE),
                        () -> 0));
        ClientSecret secret = new ClientSecret(pool.clientId(), List::of, List::of);
        Probe probe = new Probe(pool.sdk, new UserPool(pool.poolId(), pool.clientId()), secret);
        Calls calls =
                new Calls(
                        new Pacers(category -> slow.get()),
                        secret,
                        new Calls.Doubts(probe, new Outages(probe, () -> pool.now)),
                        pool.meters,
                        () -> 0);
        for (Traffic traffic : List.of(INTERACTIVE, INTERACTIVE, BULK, BULK)) {
            calls.call(Operation.ADMIN_GET_USER, new Calls.Caller(Fence.OPEN, traffic), () -> "");
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
