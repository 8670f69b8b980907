package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.Delivery;
import dev.usher.flow.HandlerResult;
import java.time.Duration;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What takes long and is in order is no reason for a new process. */
final class PatienceTest {
    private final Bench bench = new Bench();
    private final Phaser stages = new Phaser(2);
    private Worker worker;

    @AfterEach
    void stop() {
        stages.forceTermination();
        worker.stop();
    }

    @Test
    void a_heartbeat_of_long_leases_comes_around_as_well() {
        bench.visibilityTimeout = Duration.ofHours(12);
        start();
        for (int minute = 0; minute < 30; minute++) {
            await().until(() -> bench.time.waiting() >= 1);
            bench.time.advance(Duration.ofMinutes(1));
        }
        await().until(() -> worker.health().problems().isEmpty());
    }

    @Test
    void long_leases_are_extended_no_more_often_for_that() throws Exception {
        Duration twelveHours = Duration.ofHours(12);
        MessagesInProgress inProgress =
                new MessagesInProgress(bench.requests, twelveHours, bench.runtime());
        bench.requests.put("a ann");
        MessageInProgress inFlight =
                inProgress.take(bench.requests.receive(1, Duration.ZERO, twelveHours).getFirst());
        for (int minute = 0; minute < 239; minute++) {
            bench.time.advance(inProgress.interval());
            inProgress.extend();
        }
        assertThat(bench.requests.calls("changeVisibility")).isZero();
        bench.time.advance(inProgress.interval());
        inProgress.extend();
        assertThat(bench.requests.calls("changeVisibility")).isEqualTo(1);
        assertThat(inFlight).isNotNull();
        assertThat(inFlight.held()).isTrue();
        start();
    }

    @Test
    void a_wait_for_quota_counts_for_nothing_however_long() {
        bench.visibilityTimeout = Duration.ofHours(12);
        bench.handler = this::waitingTwice;
        start();
        bench.requests.put("a ann");
        stages.arriveAndAwaitAdvance();
        for (int wait = 0; wait < 2; wait++) {
            pass(Duration.ofHours(3));
            await().until(() -> worker.health().problems().isEmpty());
            stages.arriveAndAwaitAdvance();
            stages.arriveAndAwaitAdvance();
        }
        pass(Duration.ofHours(1));
        await().until(() -> worker.health().problems().isEmpty());
        pass(Duration.ofSeconds(1));
        await().untilAsserted(() ->
                assertThat(worker.health().problems())
                        .containsExactly(
                                "a message has been worked on for 3601 s, longer than any can take (3600 s)"));
        assertThat(worker.health().oldest()).isEqualTo(Duration.ofHours(7).plusSeconds(1));
    }

    private HandlerResult waitingTwice(Delivery delivery) {
        for (int wait = 0; wait < 2; wait++) {
            delivery.message().waits();
            stages.arriveAndAwaitAdvance();
            stages.arriveAndAwaitAdvance();
            delivery.message().goesOn();
        }
        stages.arriveAndAwaitAdvance();
        stages.arriveAndAwaitAdvance();
        return Bench.answered();
    }

    private void start() {
        worker = bench.worker();
        worker.start();
    }

    private void pass(Duration duration) {
        await().until(() -> bench.time.waiting() >= 1);
        bench.time.advance(duration);
    }
}
