package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usher.flow.Delivery;
import dev.usher.flow.HandlerResult;
import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.QueueContract;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What users of other SQS consumers complain about, and that it does not happen here. */
final class ComplaintsTest {
    private final Bench bench = new Bench();
    private final CountDownLatch go = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<Delivery> seen = new ConcurrentLinkedQueue<>();
    private Worker worker;

    @AfterEach
    void stop() {
        go.countDown();
        worker.stop();
    }

    @Test
    void complaint_1_a_handler_slower_than_the_visibility_timeout_runs_once() {
        bench.handler = this::blocked;
        start();
        bench.requests.put("a ann");
        await().until(() -> seen.size() == 1);
        hours(2);
        assertThat(seen).hasSize(1).allMatch(delivery -> delivery.message().held());
        assertThat(bench.requests.receiveCount("requests-1")).isEqualTo(1);
        go.countDown();
        await().until(() -> bench.requests.size() == 0);
        assertThat(bench.replies.size()).isEqualTo(1);
    }

    @Test
    void complaint_1_a_message_that_comes_again_while_in_hand_is_not_begun_twice()
            throws Exception {
        bench.handler = this::blocked;
        worker = bench.worker(); // not started: no heartbeat
        bench.requests.put("a ann");
        worker.iteration();
        await().until(() -> seen.size() == 1);
        for (int i = 0; i < 5; i++) {
            bench.time.advance(Duration.ofSeconds(61));
            worker.iteration();
        }
        assertThat(bench.requests.receiveCount("requests-1")).isEqualTo(6);
        assertThat(seen).hasSize(1);
        go.countDown();
        await().until(() -> worker.idle() && bench.permits.free() == 64);
        assertThat(bench.requests.size()).isZero(); // deleted by the newest receipt handle
        assertThat(bench.replies.size()).isEqualTo(1);
    }

    @Test
    void complaint_2_finished_work_is_not_run_again_after_a_stop() throws Exception {
        bench.handler = this::blocked;
        start();
        bench.requests.put("a ann");
        await().until(() -> seen.size() == 1);
        Thread stopping = Thread.ofVirtual().start(worker::stop);
        await().until(() -> worker.state() instanceof WorkerState.Draining);
        go.countDown();
        stopping.join();
        bench.time.advance(Duration.ofHours(1));
        assertThat(bench.requests.size() + bench.requests.inFlight()).isZero();
    }

    @Test
    void complaint_3_bad_messages_and_bugs_leak_no_permit_and_stop_nothing() {
        bench.permits = new Permits(2);
        bench.handler =
                delivery -> {
                    throw new AssertionError("bug");
                };
        start();
        for (int i = 0; i < 50; i++) {
            bench.requests.put(i % 2 == 0 ? "?" : i + " ann");
        }
        await().until(() -> bench.deadLetters.size() == 25 && worker.idle());
        bench.handler = delivery -> Bench.answered();
        await().until(() -> {
            bench.time.advance(Duration.ofSeconds(5));
            return bench.requests.size() == 0;
        });
        assertThat(worker.health().problems()).isEmpty();
    }

    @Test
    void complaint_4_one_slow_message_holds_up_nobody() {
        bench.handler =
                delivery ->
                        delivery.request().id().equals("slow")
                                ? blocked(delivery)
                                : Bench.answered();
        bench.requests.put("slow ann");
        for (int i = 0; i < 200; i++) {
            bench.requests.put(i + " ann");
        }
        start();
        await().until(() -> bench.requests.size() == 1);
        assertThat(bench.replies.size()).isEqualTo(200);
    }

    @Test
    void complaint_5_no_more_than_the_permits_are_ever_in_hand() {
        bench.permits = new Permits(7);
        AtomicInteger together = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        bench.handler =
                delivery -> {
                    most.accumulateAndGet(together.incrementAndGet(), Math::max);
                    Thread.yield();
                    most.accumulateAndGet(bench.requests.inFlight(), Math::max);
                    together.decrementAndGet();
                    return Bench.answered();
                };
        for (int i = 0; i < 300; i++) {
            bench.requests.put(i + " ann");
        }
        start();
        await().until(() -> bench.requests.size() == 0);
        assertThat(most.get()).isBetween(2, 7);
    }

    @Test
    void complaint_6_a_delete_that_fails_in_part_is_tried_again() {
        bench.waiter =
                duration -> {
                    if (Thread.currentThread().getName().equals("usher-heartbeat")) {
                        bench.time.pause(duration);
                    }
                };
        Set<Object> failed = ConcurrentHashMap.newKeySet();
        bench.requests.fault((operation, entry) ->
                operation.equals("delete") && entry.hashCode() % 3 == 0 && failed.add(entry)
                        ? new Outcome.Retryable("InternalError")
                        : null);
        for (int i = 0; i < 100; i++) {
            bench.requests.put(i + " ann");
        }
        start();
        await().until(() -> bench.requests.size() == 0 && worker.idle());
        assertThat(bench.replies.size()).isEqualTo(100);
        assertThat(failed).isNotEmpty();
    }

    @Test
    void complaint_7_nothing_is_renewed_once_it_is_done() {
        bench.handler = delivery -> new HandlerResult.Postponed(Duration.ofSeconds(30), "later");
        start();
        bench.requests.put("a ann");
        await().until(() -> bench.requests.calls("changeVisibility") == 1);
        await().until(() -> worker.idle());
        bench.time.advance(Duration.ofSeconds(29));
        assertThat(bench.requests.inFlight()).isEqualTo(1);
        bench.time.advance(Duration.ofSeconds(1));
        await().until(() -> bench.requests.calls("changeVisibility") == 2);
        await().until(() -> worker.idle());
        assertThat(bench.requests.receiveCount("requests-1")).isEqualTo(2);
    }

    @Test
    void complaint_8_order_in_a_group_survives_a_failure() throws Exception {
        Bench fifo = Bench.fifo();
        ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
        AtomicInteger failures = new AtomicInteger(3);
        fifo.handler =
                delivery -> {
                    if (failures.getAndDecrement() > 0) {
                        return new HandlerResult.Faulted(1, "throttled");
                    }
                    done.add(delivery.request().id());
                    return Bench.answered();
                };
        for (int i = 0; i < 5; i++) {
            fifo.requests.putInGroup("g", i + " ann");
        }
        worker = fifo.worker();
        while (fifo.requests.size() > 0) {
            worker.iteration();
            await().until(() -> worker.idle());
            fifo.time.advance(Duration.ofSeconds(1));
        }
        assertThat(done).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void complaint_9_a_message_that_fails_again_waits_longer() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        bench.handler =
                delivery -> new HandlerResult.Faulted(attempts.incrementAndGet(), "throttled");
        worker = bench.worker();
        bench.requests.put("a ann");
        Duration waited = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            worker.iteration();
            await().until(() -> worker.idle());
            Duration hidden = bench.requests.hidden("requests-1");
            waited = waited.plus(hidden);
            bench.time.advance(hidden);
        }
        assertThat(attempts).hasValue(20);
        assertThat(waited).isGreaterThan(Duration.ofMinutes(10));
        assertThat(bench.deadLetters.size()).isZero();
    }

    @Test
    void complaint_10_the_trace_goes_on_in_the_reply_and_the_dead_letter() {
        Map<String, software.amazon.awssdk.services.sqs.model.MessageAttributeValue> trace =
                Map.of("traceparent", QueueContract.string("00-1-2-01"));
        start();
        bench.requests.put("?", trace);
        await().until(() -> bench.requests.size() == 0);
        for (FakeQueue queue : new FakeQueue[] {bench.replies, bench.deadLetters}) {
            Outgoing sent = queue.contents().getFirst();
            assertThat(sent.attributes()).containsAllEntriesOf(trace);
            assertThat(sent.traceHeader()).isEqualTo("Root=1-2-3");
        }
    }

    @Test
    void no_secret_of_a_message_is_logged_whatever_goes_wrong() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.usher.worker");
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        // The workers of other tests may still have something to say.
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(lines);
        try {
            bench.handler =
                    delivery -> {
                        throw new IllegalStateException("s3cret", new RuntimeException("s3cret"));
                    };
            start();
            bench.requests.put("a ann s3cret");
            bench.requests.put("? s3cret");
            bench.requests.put("?* s3cret");
            bench.requests.put("!s3cret");
            bench.requests.put("b ann", Map.of("usher", QueueContract.string("s3cret")));
            await().until(() -> bench.replies.size() == 4 && worker.idle());
            worker.stop();
            assertThat(lines.list).isNotEmpty();
            assertThat(lines.list)
                    .allMatch(line ->
                            line.getThrowableProxy() == null
                                    && !line.getFormattedMessage().contains("s3cret"));
            assertThat(bench.deadLetters.contents())
                    .allMatch(dead ->
                            !dead.attributes().get("usher").stringValue().contains("s3cret"));
        } finally {
            logger.detachAppender(lines);
            logger.setAdditive(true);
            logger.setLevel(before);
        }
    }

    private void start() {
        worker = bench.worker();
        worker.start();
    }

    /** In the heartbeat's rhythm, and no faster than it can follow. */
    private void hours(int hours) {
        for (int i = 0; i < hours * 60 * 12; i++) {
            await().until(() -> bench.time.waiting() > 0);
            bench.time.advance(Duration.ofSeconds(5));
        }
    }

    private HandlerResult blocked(Delivery delivery) {
        seen.add(delivery);
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Bench.answered();
    }
}
