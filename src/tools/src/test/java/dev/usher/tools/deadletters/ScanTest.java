package dev.usher.tools.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.usher.sqs.Message;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.QueueException;
import dev.usher.sqs.Queues.Depth;
import dev.usher.worker.VirtualTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ScanTest {
    private final DeadLetterFixture fixture = new DeadLetterFixture();
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

    private void note(List<Message> fresh, ScannedMessages scannedMessages) {
        fresh.forEach(message -> seen.add(message.messageId()));
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            String _ = fixture.dead.put("m" + i);
        }
    }

    @Test
    void everything_is_seen_once_and_visible_again_afterwards() throws Exception {
        fill(5_000);
        Scan.Report report = fixture.scan().run(this::note);
        assertThat(report).isEqualTo(new Scan.Report(5_000, 0, 5_000, 0, false));
        assertThat(seen).hasSize(5_000).doesNotHaveDuplicates();
        assertThat(fixture.dead.inFlight()).isZero();
        assertThat(fixture.dead.size()).isEqualTo(5_000);
    }

    @Test
    void an_empty_queue_is_seen_to_be_empty_in_about_a_second() throws Exception {
        long begun = System.nanoTime();
        assertThat(fixture.scan().run(this::note).seen()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_count_that_is_too_low_does_not_end_it_early() throws Exception {
        fill(200);
        Scan scan =
                new Scan(
                        fixture.dead,
                        new Depth(3, 0, 0, fixture.clock.instant()),
                        fixture.runtime());
        assertThat(scan.run(this::note).seen()).isEqualTo(200);
    }

    @Test
    void a_count_that_is_too_high_does_not_keep_it_going() throws Exception {
        fill(20);
        Scan scan =
                new Scan(
                        fixture.dead,
                        new Depth(500, 0, 0, fixture.clock.instant()),
                        fixture.runtime());
        Scan.Report report = scan.run(this::note);
        assertThat(report.seen()).isEqualTo(20);
        assertThat(report.counted()).isEqualTo(500);
    }

    @Test
    void a_stop_in_the_middle_gives_everything_back_at_once() throws Exception {
        fill(3_000);
        Scan scan = fixture.scan();
        AtomicInteger visits = new AtomicInteger();
        CountDownLatch stopped = new CountDownLatch(1);
        Scan.Report report =
                scan.run((fresh, scannedMessages) -> {
                    int visit = visits.incrementAndGet();
                    if (visit == 50) {
                        assertThat(fixture.dead.inFlight()).isPositive();
                        scan.stop();
                        stopped.countDown();
                    } else if (visit > 50) {
                        stopped.await(); // it does not depend on who is faster
                    }
                });
        assertThat(report.cutShort()).isTrue();
        assertThat(report.seen()).isLessThan(3_000);
        assertThat(report.stranded()).isZero();
        assertThat(fixture.dead.inFlight()).isZero();
        assertThat(fixture.dead.size()).isEqualTo(3_000);
    }

    @Test
    void a_visitor_that_breaks_or_a_queue_that_refuses_still_gives_everything_back() {
        fill(100);
        assertThatThrownBy(() ->
                        fixture.scan()
                                .run((fresh, scannedMessages) -> {
                                    throw new IllegalStateException("broken");
                                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(fixture.dead.inFlight()).isZero();

        assertThatThrownBy(() ->
                        fixture.scan()
                                .run((fresh, scannedMessages) ->
                                        fixture.dead.receiveFault(
                                                new QueueException("dead", "Receive", "Gone"))))
                .isInstanceOf(QueueException.class);
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void what_could_not_be_given_back_is_tried_again_and_then_counted() throws Exception {
        fill(30);
        fixture.waiter = duration -> Thread.sleep(1);
        AtomicInteger failures = new AtomicInteger(5);
        fixture.dead.fault((operation, entry) ->
                operation.equals("changeVisibility") && failures.getAndDecrement() > 0
                        ? new Outcome.Retryable("Throttled")
                        : null);
        assertThat(fixture.scan().run(this::note).stranded()).isZero();
        assertThat(fixture.dead.inFlight()).isZero();

        fixture.dead.fault((operation, entry) ->
                operation.equals("changeVisibility") ? new Outcome.Unavailable("Denied") : null);
        assertThat(fixture.scan().run(this::note).stranded()).isEqualTo(30);
    }

    @Test
    void what_it_reads_stays_hidden_while_it_runs_and_not_for_long_after_a_crash()
            throws Exception {
        VirtualTime time = new VirtualTime();
        fixture.clock = time;
        fixture.waiter = time;
        fill(25);
        CountDownLatch looked = new CountDownLatch(1);
        Scan scan = fixture.scan();
        Thread thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Scan.Report _ =
                                        scan.run(
                                                new Scan.Visitor() {
                                                    @Override
                                                    public void visit(
                                                            List<Message> fresh,
                                                            ScannedMessages scannedMessages) {
                                                        note(fresh, scannedMessages);
                                                    }

                                                    @Override
                                                    public void over(
                                                            ScannedMessages scannedMessages)
                                                            throws InterruptedException {
                                                        looked.await();
                                                    }
                                                });
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        await().until(() -> seen.size() == 25 && time.waiting() == 1);
        for (int i = 0; i < 60; i++) {
            assertThat(fixture.dead.inFlight()).isEqualTo(25);
            seen.forEach(id ->
                    assertThat(fixture.dead.hidden(id))
                            .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20)));
            time.advance(Duration.ofSeconds(3));
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> time.waiting() == 1);
        }
        looked.countDown();
        thread.join();
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void what_dies_while_it_runs_is_left_alone() throws Exception {
        VirtualTime time = new VirtualTime();
        fixture.clock = time;
        fixture.waiter = time;
        fill(20);
        Scan scan = fixture.scan();
        time.advance(Duration.ofSeconds(2));
        String late = fixture.dead.put("late");
        Scan.Report report = scan.run(this::note);
        assertThat(report.late()).isEqualTo(1);
        assertThat(seen).hasSize(20).doesNotContain(late);
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void a_queue_that_fills_as_fast_as_it_is_read_does_not_keep_it_for_ever() throws Exception {
        fill(100);
        Scan.Report report =
                fixture.scan()
                        .run((fresh, scannedMessages) -> {
                            for (int i = 0; i < 2 * fresh.size(); i++) {
                                String _ = fixture.dead.put("more");
                            }
                        });
        assertThat(report.seen()).isBetween(100, 1_300);
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void a_message_that_comes_again_counts_once_and_is_given_back_by_its_newest_handle()
            throws Exception {
        VirtualTime time = new VirtualTime();
        fixture.clock = time;
        fixture.waiter = duration -> Thread.sleep(Duration.ofDays(1)); // no extension
        fill(40);
        Set<String> ids = Collections.newSetFromMap(new ConcurrentHashMap<>());
        AtomicInteger visited = new AtomicInteger();
        // Receives that find nothing wait until everything is visible again.
        fixture.dead.patience(Duration.ofSeconds(20));
        Scan.Report report =
                fixture.scan()
                        .run((fresh, scannedMessages) -> {
                            fresh.forEach(m -> assertThat(ids.add(m.messageId())).isTrue());
                            if (visited.addAndGet(fresh.size()) == 40) {
                                time.advance(Duration.ofSeconds(31));
                            }
                        });
        assertThat(report.seen()).isEqualTo(40);
        assertThat(fixture.dead.inFlight()).isZero();
    }
}
