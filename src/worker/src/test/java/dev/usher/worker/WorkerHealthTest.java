package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.HandlerResult;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.QueueException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a new process would help, and when it would not. */
final class WorkerHealthTest {
    private static final Duration STEP = Duration.ofSeconds(15);

    private static final Duration LONGEST_POLL = Duration.ofSeconds(90).plusMillis(60);

    private final Bench bench = new Bench();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private @Nullable Worker worker;

    @AfterEach
    void stop() {
        release.countDown();
        if (worker != null) {
            worker.stop();
        }
    }

    @Test
    void a_poll_that_comes_back_well_is_what_the_age_counts_from() {
        AtomicBoolean putOff = new AtomicBoolean();
        bench.mayPoll = () -> !putOff.get();
        Worker started = start();
        await().until(() -> bench.requests.calls("receive") > 1);
        bench.time.advance(Duration.ofSeconds(30));
        await().until(() -> started.health().sincePoll().isZero());
        putOff.set(true);
        await().until(() -> bench.time.waiting() == 2);
        bench.requests.receiveFault(new QueueException("requests", "ReceiveMessage", "Lost"));
        bench.requests.probe(new Outcome.Retryable("Lost"));
        putOff.set(false);
        bench.time.advance(Duration.ofSeconds(30));
        await().until(() -> started.state() instanceof WorkerState.Paused);
        assertThat(started.health().sincePoll()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void polls_that_fail_for_a_day_are_no_reason_for_a_new_process() {
        Worker started = start();
        bench.requests.receiveFault(new QueueException("requests", "ReceiveMessage", "Lost"));
        bench.requests.probe(new Outcome.Retryable("Lost"));
        await().until(() -> started.state() instanceof WorkerState.Paused);
        await().until(() -> bench.time.waiting() == 2);
        for (int i = 0; i < 288; i++) {
            int probes = bench.requests.calls("probe");
            bench.time.advance(Duration.ofMinutes(5));
            await().until(() -> bench.requests.calls("probe") > probes);
            await().until(() -> bench.time.waiting() == 2);
            assertThat(started.health().problems()).isEmpty();
        }
        assertThat(started.health().sincePoll()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void a_poll_that_never_comes_back_is_one() {
        bench.pollWait = Duration.ofSeconds(20);
        Worker started = start();
        await().until(() -> bench.requests.calls("receive") > 0);
        pass(Duration.ofSeconds(150));
        assertThat(started.health().problems()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(started.health().problems())
                .containsExactly("the poll loop has made no progress for 151 s; it is at POLL");
        assertThat(started.state()).isInstanceOf(WorkerState.Polling.class);
    }

    @Test
    void a_probe_that_hangs_is_one_in_the_end() throws Exception {
        bench.handler = delivery -> new HandlerResult.Held("out", true);
        bench.probe = this::hang;
        Worker started = start();
        bench.requests.put("a ann");
        await().until(() -> started.state() instanceof WorkerState.Paused);
        await().until(() -> bench.time.waiting() == 2);
        pass(Duration.ofSeconds(2));
        pass(LoopActivity.LONGEST_CHECK.minusSeconds(2));
        assertThat(started.health().problems()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(started.health().problems())
                .anySatisfy(problem -> assertThat(problem).contains("it is at PAUSED"));
    }

    @Test
    void waiting_for_permits_is_none_while_the_work_goes_on() {
        bench.permits = new Permits(1);
        bench.handler = delivery -> hang() ? Bench.answered() : Bench.answered();
        Worker started = start();
        bench.requests.put("a ann");
        awaitQuietly(hanging);
        await().until(bench.permits::exhausted);
        pass(Duration.ofMinutes(59));
        assertThat(started.health().problems()).isEmpty();
        assertThat(started.health().oldest()).isEqualTo(Duration.ofMinutes(59));
    }

    @Test
    void a_lane_that_waits_for_the_other_s_permits_is_ready() throws Exception {
        Permits.Lanes lanes = Permits.lanes(2);
        bench.permits = lanes.bulk();
        lanes.interactive().take(1);
        lanes.interactive().take(1);
        Worker bulk = start();
        pass(Duration.ofMinutes(9));
        assertThat(bulk.health().problems()).isEmpty();
        assertThat(bulk.state()).isInstanceOf(WorkerState.Polling.class);
        lanes.interactive().giveBack(2);
        await().until(() -> bench.requests.calls("receive") > 0);
    }

    @Test
    void permits_that_nobody_has_are_missed() throws Exception {
        bench.permits = new Permits(1);
        bench.permits.take(1);
        Worker started = start();
        await().until(bench.permits::exhausted);
        pass(LONGEST_POLL);
        assertThat(started.health().problems()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(started.health().problems())
                .containsExactly("the poll loop has made no progress for 91 s; it is at PERMITS");
    }

    @Test
    void a_loop_that_ends_every_turn_in_a_bug_is_told() {
        bench.requests.receiveFault(new IllegalStateException("bug"));
        Worker started = start();
        await().until(() -> bench.requests.calls("receive") == 1 && bench.time.waiting() == 2);
        AtomicInteger turns = new AtomicInteger(1);
        for (int i = 0; i < 100; i++) {
            bench.time.advance(Duration.ofSeconds(1));
            int expected = turns.incrementAndGet();
            await().until(() -> bench.requests.calls("receive") >= expected);
            await().until(() -> bench.time.waiting() == 2);
        }
        assertThat(started.health().problems())
                .containsExactly(
                        "every iteration of the poll loop has failed for 100 s; the log says why");
        bench.requests.receiveFault(null);
        bench.time.advance(Duration.ofSeconds(1));
        await().until(() -> started.health().problems().isEmpty());
    }

    @Test
    void a_heartbeat_that_hangs_is_told() {
        bench.handler = delivery -> hang() ? Bench.answered() : Bench.answered();
        bench.permits = new Permits(1);
        bench.requests.fault((operation, entry) -> {
            if (operation.equals("changeVisibility")) {
                boolean _ = hang();
            }
            return null;
        });
        Worker started = start();
        bench.requests.put("a ann");
        awaitQuietly(hanging);
        await().until(bench.permits::exhausted);
        await().until(() -> bench.time.waiting() == 1);
        bench.time.advance(Duration.ofSeconds(21));
        await().until(() -> bench.requests.calls("changeVisibility") > 0);
        bench.time.advance(LoopActivity.LONGEST_CHECK.plusSeconds(1));
        assertThat(started.health().problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem).startsWith("the heartbeat has made no progress"));
    }

    @Test
    void a_message_that_is_worked_on_for_longer_than_any_can_take_is_told() {
        bench.permits = new Permits(1);
        bench.handler = delivery -> hang() ? Bench.answered() : Bench.answered();
        Worker started = start();
        bench.requests.put("a ann");
        awaitQuietly(hanging);
        await().until(bench.permits::exhausted);
        pass(Duration.ofHours(1));
        assertThat(started.health().problems()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(started.health().problems())
                .containsExactly(
                        "a message has been worked on for 3601 s, longer than any can take (3600 s)");
        assertThat(started.health().oldest()).isEqualTo(Duration.ofSeconds(3601));
    }

    @Test
    void those_of_a_group_that_wait_for_the_first_are_not_worked_on_yet() {
        Bench fifo = Bench.fifo();
        CountDownLatch second = new CountDownLatch(1);
        fifo.handler =
                delivery -> {
                    if (delivery.request().id().equals("a")) {
                        boolean _ = hang();
                    } else {
                        awaitQuietly(second);
                    }
                    return Bench.answered();
                };
        fifo.requests.putInGroup("g", "a ann");
        fifo.requests.putInGroup("g", "b ann");
        Worker started = fifo.worker();
        worker = started;
        started.start();
        awaitQuietly(hanging);
        assertThat(started.inFlight()).isEqualTo(2);
        pass(fifo, Duration.ofMinutes(50));
        release.countDown();
        await().until(() -> started.inFlight() == 1);
        pass(fifo, Duration.ofMinutes(20));
        assertThat(started.health().oldest()).isEqualTo(Duration.ofMinutes(70));
        // A poll takes its time in earnest, while time leaps here.
        await().until(() -> started.health().problems().isEmpty());
        second.countDown();
    }

    @Test
    void a_thread_that_is_interrupted_by_nobody_knows_whom_does_not_die_in_silence() {
        bench.mayPoll =
                () -> {
                    Thread.currentThread().interrupt();
                    return true;
                };
        Worker started = start();
        await().until(() -> !started.health().problems().isEmpty());
        assertThat(started.health().problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem).endsWith("usher-poll has ended without a stop"));
        assertThat(started.state()).isInstanceOf(WorkerState.Broken.class);
    }

    @Test
    void nothing_is_wrong_while_it_drains_or_before_it_starts() throws Exception {
        bench.handler = delivery -> hang() ? Bench.answered() : Bench.answered();
        Worker started = bench.worker();
        worker = started;
        bench.time.advance(Duration.ofDays(1));
        assertThat(started.health().problems()).isEmpty();
        started.start();
        bench.requests.put("a ann");
        awaitQuietly(hanging);
        Thread stop = Thread.ofVirtual().start(started::stop);
        await().until(() -> started.state() instanceof WorkerState.Draining);
        bench.time.advance(Duration.ofHours(2));
        assertThat(started.health().problems()).isEmpty();
        release.countDown();
        stop.join();
        assertThat(started.health().problems()).isEmpty();
    }

    private Worker start() {
        Worker made = bench.worker();
        worker = made;
        made.start();
        return made;
    }

    private void pass(Duration duration) {
        pass(bench, duration);
    }

    /** In steps that let the heartbeat keep up: a lease lasts a minute. */
    private static void pass(Bench bench, Duration duration) {
        Duration left = duration;
        while (left.isPositive()) {
            Duration step = left.compareTo(STEP) < 0 ? left : STEP;
            await().until(() -> bench.time.waiting() >= 1);
            bench.time.advance(step);
            left = left.minus(step);
        }
    }

    private boolean hang() {
        hanging.countDown();
        awaitQuietly(release);
        return true;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
