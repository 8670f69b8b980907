package dev.usher.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AdaptiveRateTest {
    private static final Offset<Double> EXACTLY = within(1e-9);

    private final AdaptiveRate adaptiveRate = new AdaptiveRate(50);
    private Instant now = Instant.parse("2026-11-22T20:00:00Z");

    @Test
    void it_begins_at_its_ceiling_and_stays_there_while_nothing_is_throttled() {
        for (int i = 0; i < 1000; i++) {
            adaptiveRate.accepted(now);
            use(Duration.ofMillis(20));
        }
        assertThat(adaptiveRate.rate()).isEqualTo(50);
    }

    @Test
    void one_throttled_call_slows_it_a_little_and_those_of_the_same_moment_no_more() {
        accept(100);
        Instant moment = now;
        throttle(moment);
        throttle(moment);
        assertThat(adaptiveRate.rate()).isEqualTo(48.75, EXACTLY);
        now = now.plusMillis(300);
        accept(10);
        throttle(now);
        assertThat(adaptiveRate.rate()).isEqualTo(48.75 * 0.975, EXACTLY);
    }

    @Test
    void where_much_is_throttled_it_falls_to_a_quarter_of_the_ceiling_at_once() {
        overload();
        assertThat(adaptiveRate.rate()).isEqualTo(12.5, EXACTLY);
        assertThat(adaptiveRate.restUntil()).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void what_was_under_way_when_it_fell_does_not_make_it_fall_again() {
        Instant before = now;
        overload();
        for (int i = 0; i < 100; i++) {
            throttle(before.plusMillis(i));
        }
        assertThat(adaptiveRate.rate()).isEqualTo(12.5, EXACTLY);
    }

    @Test
    void
            sixteen_workers_that_each_go_at_the_whole_rate_are_down_to_their_share_within_seven_seconds() {
        Instant begin = now;
        double share = 50 / 16.0;
        while (adaptiveRate.rate() > share * 1.1) {
            if (now.isBefore(adaptiveRate.restUntil())) {
                now = adaptiveRate.restUntil();
            }
            now = now.plusNanos((long) (1e9 / adaptiveRate.rate()));
            throttle(now);
        }
        assertThat(Duration.between(begin, now)).isLessThan(Duration.ofSeconds(7));
    }

    @Test
    void it_never_goes_below_its_floor_and_finds_its_way_back_from_there() {
        for (int i = 0; i < 1000; i++) {
            now = now.plusSeconds(1);
            throttle(now);
            assertThat(adaptiveRate.rate()).isGreaterThanOrEqualTo(1);
        }
        assertThat(adaptiveRate.rate()).isEqualTo(1);
        for (int second = 0; second < 90; second++) {
            use(Duration.ofSeconds(1));
        }
        assertThat(adaptiveRate.rate()).isEqualTo(50);
    }

    @Test
    void a_small_quota_has_a_floor_of_its_own() {
        AdaptiveRate small = new AdaptiveRate(2);
        for (int i = 0; i < 1000; i++) {
            now = now.plusSeconds(1);
            small.throttled(now, now);
        }
        assertThat(small.rate()).isEqualTo(0.2, EXACTLY);
    }

    @Test
    void a_probe_that_meets_throttling_goes_back_but_not_below_where_it_began() {
        overload();
        use(Duration.ofSeconds(4));
        double climbed = adaptiveRate.rate();
        assertThat(climbed).isBetween(12.6, 15.0);
        throttle(now);
        assertThat(adaptiveRate.rate()).isEqualTo(12.5, EXACTLY);
        now = now.plusSeconds(2);
        overload();
        for (int second = 0; second < 20; second++) {
            use(Duration.ofSeconds(1));
        }
        climbed = adaptiveRate.rate();
        throttle(now);
        assertThat(adaptiveRate.rate()).isEqualTo(climbed * 0.75, EXACTLY);
    }

    @Test
    void what_is_throttled_in_the_second_after_a_probe_is_the_others_excess() {
        overload();
        use(Duration.ofSeconds(4));
        throttle(now);
        double rate = adaptiveRate.rate();
        for (int i = 0; i < 20; i++) {
            now = now.plusMillis(40);
            throttle(now);
        }
        assertThat(adaptiveRate.rate()).isEqualTo(rate, EXACTLY);
    }

    @Test
    void quota_that_others_gave_up_is_regained_within_half_a_minute() {
        overload();
        use(Duration.ofSeconds(1));
        throttle(now);
        double share = adaptiveRate.rate();
        for (int second = 0; second < 28; second++) {
            use(Duration.ofSeconds(1));
        }
        assertThat(adaptiveRate.rate()).isGreaterThan(share * 4 / 3);
    }

    @Test
    void idle_time_raises_nothing_at_once() {
        overload();
        double rate = adaptiveRate.rate();
        now = now.plusSeconds(3600);
        assertThat(adaptiveRate.rate()).isEqualTo(rate);
        adaptiveRate.used(Duration.ofHours(1), now);
        assertThat(adaptiveRate.rate()).as("an hour counts as a second").isBetween(rate, rate + 1);
    }

    private void overload() {
        for (int i = 0; i < 12 && !adaptiveRate.restUntil().isAfter(now); i++) {
            now = now.plusMillis(20);
            throttle(now);
            adaptiveRate.fallIfDue(now);
        }
    }

    private void accept(int calls) {
        for (int i = 0; i < calls; i++) {
            adaptiveRate.accepted(now);
        }
    }

    private void throttle(Instant went) {
        adaptiveRate.throttled(went, now);
    }

    private void use(Duration time) {
        now = now.plus(time);
        adaptiveRate.used(time, now);
    }
}
