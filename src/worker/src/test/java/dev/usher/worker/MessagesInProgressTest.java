package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sqs.Queue.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class MessagesInProgressTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final Bench bench = new Bench();
    private final MessagesInProgress inProgress =
            new MessagesInProgress(bench.requests, MINUTE, bench.runtime());

    @Test
    void a_lost_message_is_counted_once() throws Exception {
        MessageInProgress message = take("a ann");
        bench.requests.fault((_, _) -> new Outcome.Refused("ReceiptHandleIsInvalid"));
        bench.time.advance(Duration.ofSeconds(20));
        inProgress.extend();
        inProgress.extend();
        assertThat(message.held()).isFalse();
        assertThat(bench.registry.counter("usher.leases.lost", "queue", "requests").count())
                .isEqualTo(1);
    }

    @Test
    void what_is_given_back_is_counted_by_its_reason() throws Exception {
        MessageInProgress first = take("a ann");
        take("b bob");
        inProgress.release(List.of(first));
        assertThat(inProgress.abandon()).isEqualTo(1);
        assertThat(bench.registry.counter("usher.released", "reason", "unattended").count())
                .isEqualTo(1);
        assertThat(bench.registry.counter("usher.released", "reason", "abandoned").count())
                .isEqualTo(1);
        assertThat(bench.requests.inFlight()).isZero();
    }

    @Test
    void extensions_come_often_enough_for_a_second_try_and_at_least_once_a_minute() {
        assertThat(inProgress.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(
                        new MessagesInProgress(
                                        bench.requests, Duration.ofHours(12), bench.runtime())
                                .interval())
                .isEqualTo(Duration.ofMinutes(1));
    }

    private MessageInProgress take(String body) throws InterruptedException {
        bench.requests.put(body);
        return Objects.requireNonNull(
                inProgress.take(bench.requests.receive(1, Duration.ZERO, MINUTE).getFirst()));
    }
}
