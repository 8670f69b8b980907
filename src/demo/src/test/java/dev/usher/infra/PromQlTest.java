package dev.usher.infra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromQlTest {
    @Test
    void metrics_are_told_from_functions_labels_and_variables() {
        assertThat(
                        PromQl.metrics(
                                "sum by (queue, type) (rate(usher_in_hand{queue=~\"$queue\"}[$__rate_interval]))"
                                        + " / on(queue) group_left() max(usher_held) > 0.5 and up offset 5m"))
                .containsExactly("up", "usher_held", "usher_in_hand");
        assertThat(
                        PromQl.metrics(
                                "histogram_quantile(0.99, sum(rate(messaging_process_duration_seconds_bucket[5m])) by (le))"))
                .containsExactly("messaging_process_duration_seconds_bucket");
        assertThat(PromQl.metrics("label_values(usher_requests_total{type=\"a\"}, status)"))
                .containsExactly("usher_requests_total");
        assertThat(PromQl.metrics("usher_held * 1e3 + 2")).containsExactly("usher_held");
    }
}
