package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.HandlerResult;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.QueueException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults of the operator's: nothing is answered, counted or lost, and it goes on by itself. */
final class PollingBreakerTest {
    private final Bench bench = new Bench();
    private final AtomicBoolean mended = new AtomicBoolean();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private Worker worker;

    @AfterEach
    void stop() {
        worker.stop();
    }

    @Test
    void a_held_message_goes_back_uncounted_and_polling_stops_until_the_probe_is_good()
            throws Exception {
        bench.probe = mended::get;
        bench.handler =
                delivery ->
                        mended.get() ? Bench.answered() : new HandlerResult.Held("no pool", false);
        worker = passing();
        String id = bench.requests.put("a ann");
        turn();

        assertThat(bench.requests.hidden(id)).isEqualTo(Settlement.HELD_DELAY);
        assertThat(worker.state())
                .isInstanceOfSatisfying(
                        WorkerState.Paused.class,
                        held -> assertThat(held.fault()).contains("no pool"));
        int polls = bench.requests.calls("receive");
        for (int i = 0; i < 8; i++) {
            worker.iteration();
        }
        assertThat(bench.requests.calls("receive")).isEqualTo(polls);
        assertThat(pauses.stream().map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        assertThat(bench.replies.size() + bench.deadLetters.size()).isZero();

        mended.set(true);
        worker.iteration();
        bench.time.advance(Settlement.HELD_DELAY);
        turn();

        assertThat(bench.replies.size()).isEqualTo(1);
        assertThat(bench.requests.size()).isZero();
    }

    @Test
    void after_a_hold_one_message_goes_alone_first() throws Exception {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        bench.handler =
                delivery -> {
                    most.accumulateAndGet(together.incrementAndGet(), Math::max);
                    together.decrementAndGet();
                    return mended.get()
                            ? Bench.answered()
                            : new HandlerResult.Held("no pool", false);
                };
        worker = passing();
        bench.requests.put("a ann");
        turn();
        for (int i = 0; i < 20; i++) {
            bench.requests.put(i + " ann");
        }
        worker.iteration(); // the probe is good although the fault is not mended
        int handled = bench.requests.inFlight();
        turn();
        assertThat(bench.requests.inFlight()).isEqualTo(handled + 1);
        assertThat(worker.state()).isInstanceOf(WorkerState.Paused.class);

        mended.set(true);
        worker.iteration();
        turn();
        assertThat(bench.replies.size()).isEqualTo(1);
        turn();
        assertThat(bench.replies.size()).isEqualTo(11);
        assertThat(pauses.stream().map(Duration::toSeconds)).containsExactly(1L, 2L);
    }

    @Test
    void an_outage_is_probed_every_two_seconds_and_never_less_often() throws Exception {
        bench.probe = mended::get;
        bench.handler =
                delivery -> mended.get() ? Bench.answered() : new HandlerResult.Held("out", true);
        worker = passing();
        bench.requests.put("a ann");
        turn();
        for (int i = 0; i < 6; i++) {
            worker.iteration();
        }
        assertThat(pauses.stream().map(Duration::toSeconds))
                .containsExactly(1L, 2L, 2L, 2L, 2L, 2L);
    }

    @Test
    void odd_requests_at_the_head_of_the_queue_do_not_keep_the_others_waiting_for_long()
            throws Exception {
        bench.probe = () -> true;
        AtomicBoolean out = new AtomicBoolean(true);
        bench.handler =
                delivery -> {
                    if (out.getAndSet(false)) {
                        return new HandlerResult.Held("out", true);
                    }
                    return delivery.request().id().startsWith("odd")
                            ? new HandlerResult.Faulted(3, "fault")
                            : Bench.answered();
                };
        worker = passing();
        bench.requests.put("first ann");
        turn();
        for (int i = 0; i < 30; i++) {
            bench.requests.put("odd" + i + " ann");
        }
        worker.iteration(); // the probe is good
        for (int handled : new int[] {1, 3, 7, 15, 25}) {
            turn();
            assertThat(bench.registry.counter("usher.released", "reason", "faulted").count())
                    .isEqualTo(handled);
        }
    }

    @Test
    void a_reply_queue_that_is_gone_holds_the_polling_and_loses_nothing() throws Exception {
        bench.replies.fault((operation, entry) -> new Outcome.Unavailable("QueueDoesNotExist"));
        bench.replies.probe(new Outcome.Unavailable("QueueDoesNotExist"));
        worker = passing();
        String id = bench.requests.put("a ann");
        turn();
        assertThat(bench.requests.hidden(id)).isEqualTo(Settlement.HELD_DELAY);
        assertThat(worker.state())
                .isInstanceOfSatisfying(
                        WorkerState.Paused.class,
                        held -> assertThat(held.fault()).contains("replies", "QueueDoesNotExist"));
        worker.iteration();
        assertThat(worker.state()).isInstanceOf(WorkerState.Paused.class);

        bench.replies.probe(Outcome.DONE);
        bench.replies.fault((operation, entry) -> null);
        worker.iteration();
        assertThat(worker.state()).isNotInstanceOf(WorkerState.Paused.class);
        bench.time.advance(Settlement.HELD_DELAY);
        turn();
        assertThat(bench.replies.size()).isEqualTo(1);
        assertThat(bench.requests.size()).isZero();
    }

    @Test
    void a_dead_letter_queue_that_is_gone_gets_no_reply_sent_either() throws Exception {
        bench.deadLetters.fault((operation, entry) -> new Outcome.Unavailable("AccessDenied"));
        worker = passing();
        bench.requests.put("?");
        turn();
        assertThat(bench.replies.size()).isZero();
        assertThat(bench.requests.size()).isEqualTo(1);
        assertThat(worker.state()).isInstanceOf(WorkerState.Paused.class);
    }

    @Test
    void a_message_that_is_held_again_and_again_comes_less_and_less_often_than_SQS_would_bury()
            throws Exception {
        bench.probe = () -> true; // which cannot see what is wrong
        bench.handler = delivery -> new HandlerResult.Held("no pool", false);
        worker = passing();
        String id = bench.requests.put("a ann");
        Duration waited = Duration.ZERO;
        for (int i = 0; i < 99; i++) {
            turn();
            Duration hidden = bench.requests.hidden(id);
            waited = waited.plus(hidden);
            bench.time.advance(hidden);
            worker.iteration(); // the probe
        }
        assertThat(bench.requests.receiveCount(id)).isEqualTo(99);
        assertThat(waited).isGreaterThan(Duration.ofHours(20));
    }

    @Test
    void a_request_queue_that_is_gone_is_polled_at_growing_intervals() throws Exception {
        worker = passing();
        bench.requests.receiveFault(new QueueException("requests", "ReceiveMessage", "Gone"));
        bench.requests.probe(new Outcome.Unavailable("Gone"));
        for (int i = 0; i < 4; i++) {
            worker.iteration();
            assertThat(worker.state()).isInstanceOf(WorkerState.Paused.class);
        }
        bench.requests.probe(Outcome.DONE); // which may be all that the probe can tell
        for (int i = 0; i < 4; i++) {
            worker.iteration();
        }
        assertThat(pauses.stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 16L);
        assertThat(bench.permits.free()).isEqualTo(64);
        bench.requests.receiveFault(null);
        bench.requests.put("a ann");
        worker.iteration();
        turn();
        assertThat(bench.replies.size()).isEqualTo(1);
    }

    @Test
    void a_bug_in_the_loop_is_survived_and_an_error_in_it_is_told() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        bench.mayPoll =
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new IllegalStateException("bug");
                    }
                    return true;
                };
        worker = passing();
        worker.start();
        bench.requests.put("a ann");
        await().until(() -> bench.replies.size() == 1);
        assertThat(worker.health().problems()).isEmpty();

        bench.requests.receiveError(new OutOfMemoryError("s3cret"));
        await().until(() -> !worker.health().problems().isEmpty());
        assertThat(worker.state()).isEqualTo(new WorkerState.Broken("java.lang.OutOfMemoryError"));
    }

    private Worker passing() {
        bench.waiter =
                duration -> {
                    if (Thread.currentThread().getName().equals("usher-heartbeat")) {
                        bench.time.pause(duration);
                    }
                    pauses.add(duration);
                };
        return bench.worker();
    }

    private void turn() throws InterruptedException {
        worker.iteration();
        await().until(() -> worker.idle() && bench.permits.free() == 64);
    }
}
