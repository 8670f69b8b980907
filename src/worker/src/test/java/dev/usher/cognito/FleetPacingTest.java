package dev.usher.cognito;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Workers that share the quotas of one account (50, 120 and 360 calls a second), each set to all of
 * them, without a word to each other.
 */
class FleetPacingTest {
    private static final double NEAR = 0.004;
    private static final double FAR = 0.1;
    private static final double END = 1e6;

    static List<Long> seeds() {
        return LongStream.rangeClosed(1, 20).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void four_workers_use_the_quota_up_in_equal_shares(long seed) {
        for (double latency : new double[] {NEAR, FAR}) {
            Fleet fleet =
                    new Fleet(seed, Account.ofBuckets(), latency, 3000).workers(4, 1).run(120);
            assertThat(fleet.done().stream().mapToInt(each -> each).sum()).isEqualTo(3000);
            assertThat(fleet.created(20, fleet.drained())).isGreaterThan(0.97 * 50);
            assertThat(fleet.throttled(0)).isLessThan(0.01);
            assertThat(fleet.throttled(20)).isLessThan(0.008);
            assertThat(ratio(fleet.done())).as("%s", fleet.done()).isLessThan(1.5);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void four_workers_do_as_well_where_the_quota_counts_in_fixed_seconds(long seed) {
        Fleet fleet = new Fleet(seed, Account.ofSeconds(seed / 20.0), FAR, 3000);
        fleet.workers(4, 1).run(120);
        assertThat(fleet.created(20, fleet.drained())).isGreaterThan(0.95 * 50);
        assertThat(fleet.throttled(0)).isLessThan(0.011);
        assertThat(ratio(fleet.done())).as("%s", fleet.done()).isLessThan(1.5);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_worker_that_joins_later_gets_its_share(long seed) {
        Fleet fleet = new Fleet(seed, Account.ofBuckets(), FAR, 10_000);
        fleet.workers(3, 1).worker(15, END).run(120);
        assertThat(fleet.created(40, 120)).isGreaterThan(0.97 * 50);
        assertThat(fleet.throttled(0)).isLessThan(0.01);
        List<Long> shares = fleet.shares(60, 120);
        assertThat(ratio(shares)).as("%s", shares).isLessThan(2.2);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void what_a_worker_leaves_is_taken_up_within_half_a_minute(long seed) {
        Fleet fleet = new Fleet(seed, Account.ofBuckets(), FAR, 10_000);
        fleet.workers(3, 1).worker(0, 60).run(120);
        assertThat(fleet.created(85, 120)).isGreaterThan(0.97 * 50);
        assertThat(fleet.created(60, 90)).isGreaterThan(0.78 * 50);
        assertThat(fleet.throttled(0)).isLessThan(0.01);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_worker_whose_account_another_application_uses_takes_the_other_half(long seed) {
        Fleet fleet = new Fleet(seed, Account.ofBuckets(), FAR, 10_000);
        fleet.workers(1, 1).stranger(25).run(120);
        assertThat(fleet.created(20, 120)).isGreaterThan(0.94 * 25);
        assertThat(fleet.throttled(0)).isLessThan(0.01);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_lone_worker_has_the_whole_quota_and_is_hardly_ever_throttled(long seed) {
        Fleet fleet = new Fleet(seed, Account.ofBuckets(), FAR, 10_000).workers(1, 1).run(60);
        assertThat(fleet.created(2, 60)).isGreaterThan(0.99 * 50);
        assertThat(fleet.throttled(0)).isLessThan(0.0005);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_fleet_of_sixteen_uses_the_quota_up(long seed) {
        Fleet fleet = new Fleet(seed, Account.ofBuckets(), FAR, 10_000).workers(16, 1).run(90);
        assertThat(fleet.created(20, 90)).isGreaterThan(0.95 * 50);
        assertThat(fleet.throttled(20)).isLessThan(0.03);
    }

    private static <N extends Number & Comparable<N>> double ratio(List<N> shares) {
        return Collections.max(shares).doubleValue() / Collections.min(shares).doubleValue();
    }
}
