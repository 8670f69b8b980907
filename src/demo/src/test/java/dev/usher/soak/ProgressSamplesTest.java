package dev.usher.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.usher.soak.ProgressSamples.Sample;
import dev.usher.soak.ProgressSamples.Steady;
import dev.usher.soak.ProgressSamples.Tally;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressSamplesTest {
    @Test
    void a_page_of_metrics_is_read() {
        String page =
                """
                # TYPE usher_cognito_calls_total counter
                usher_cognito_calls_total{operation="AdminCreateUser",result="ok"} 12.0
                usher_cognito_calls_total{operation="AdminCreateUser",result="TooManyRequestsException"} 3.0
                usher_cognito_calls_total{operation="AdminInitiateAuth",result="ok"} 10.0
                usher_in_hand{queue="x"} 64.0
                """;
        assertThat(Tally.of(page)).isEqualTo(new Tally(12, 25, 3));
    }

    @Test
    void the_steady_part_leaves_out_the_settling_and_the_end() {
        List<Sample> all = new ArrayList<>();
        for (int second = 0; second <= 70; second++) {
            // Nobody works for five seconds; then one makes 30 a second and one 20, with one of a
            // hundred calls throttled.
            double at = Math.max(0, second - 5);
            all.add(
                    new Sample(
                            second,
                            List.of(
                                    new Tally(30 * at, 100 * at, at),
                                    new Tally(20 * at, 100 * at, at))));
        }
        Steady steady = new ProgressSamples(all).steady(3000);
        assertThat(steady.rate()).isEqualTo(50, within(0.01));
        assertThat(steady.throttled()).isEqualTo(0.01, within(0.0001));
        assertThat(steady.ratio()).isEqualTo(1.5, within(0.01));
        assertThat(steady.seconds()).isBetween(30.0, 40.0);
        assertThat(steady.text(50)).contains("100.0 %").contains("1.50 times");
    }

    @Test
    void a_run_that_is_too_short_has_no_steady_part() {
        ProgressSamples samples =
                new ProgressSamples(List.of(new Sample(1, List.of(new Tally(5, 5, 0)))));
        assertThatIllegalStateException().isThrownBy(() -> samples.steady(10));
    }
}
