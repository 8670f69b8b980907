package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class PermitsTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 64})
    void a_bulk_flood_leaves_half_to_the_interactive_lane(int concurrency) throws Exception {
        Permits.Lanes lanes = Permits.lanes(concurrency);
        int bulk = 0;
        while (bulk < concurrency / 2) {
            bulk += lanes.bulk().take(10);
        }
        Thread more = Thread.ofVirtual().start(() -> take(lanes.bulk()));
        await().until(() -> more.getState() == Thread.State.WAITING);
        int interactive = 0;
        while (interactive < concurrency - bulk) {
            interactive += lanes.interactive().take(10);
        }
        assertThat(interactive + bulk).isEqualTo(concurrency);
        assertThat(lanes.interactive().free()).isZero();
        more.interrupt();
        more.join();
        lanes.bulk().giveBack(bulk);
        lanes.interactive().giveBack(interactive);
        assertThat(lanes.bulk().take(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void an_idle_interactive_poll_leaves_something_to_the_bulk_lane(int concurrency)
            throws Exception {
        Permits.Lanes lanes = Permits.lanes(concurrency);
        lanes.interactive().take(10); // and polls for as long as it likes
        assertThat(lanes.bulk().take(10)).isPositive();
    }

    @Test
    void an_interactive_flood_may_have_all_and_the_bulk_lane_then_waits() throws Exception {
        Permits.Lanes lanes = Permits.lanes(8);
        int taken = 0;
        while (taken < 8) {
            taken += lanes.interactive().take(10);
        }
        AtomicInteger got = new AtomicInteger();
        Thread bulk = Thread.ofVirtual().start(() -> got.set(take(lanes.bulk())));
        await().until(() -> bulk.getState() == Thread.State.WAITING);
        lanes.interactive().giveBack(1);
        bulk.join();
        assertThat(got).hasPositiveValue();
    }

    @Test
    void whoever_is_interrupted_while_it_waits_leaks_no_permit() throws Exception {
        Permits.Lanes lanes = Permits.lanes(4);
        int taken = lanes.interactive().take(10);
        taken += lanes.interactive().take(10);
        Thread bulk = Thread.ofVirtual().start(() -> take(lanes.bulk()));
        await().until(() -> bulk.getState() == Thread.State.WAITING);
        bulk.interrupt();
        bulk.join();
        lanes.interactive().giveBack(taken);
        assertThat(lanes.bulk().take(10)).isEqualTo(2);
        assertThat(lanes.interactive().free()).isEqualTo(2);
    }

    @Test
    void one_permit_is_not_enough_for_two_lanes() {
        assertThatIllegalArgumentException().isThrownBy(() -> Permits.lanes(1));
    }

    private static int take(Permits permits) {
        try {
            return permits.take(10);
        } catch (InterruptedException e) {
            return 0;
        }
    }
}
