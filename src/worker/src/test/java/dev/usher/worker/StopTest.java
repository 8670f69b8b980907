package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.Delivery;
import dev.usher.flow.HandlerResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class StopTest {
    private final Bench bench = new Bench();
    private final CountDownLatch go = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<Delivery> seen = new ConcurrentLinkedQueue<>();

    @Test
    void an_idle_stop_does_not_wait_for_its_poll() {
        bench.pollWait = Duration.ofSeconds(20);
        Worker worker = bench.worker();
        worker.start();
        await().until(() -> bench.requests.calls("receive") == 1);
        assertThat(stop(worker)).isLessThan(Duration.ofSeconds(5));
        assertThat(worker.state()).isInstanceOf(WorkerState.Stopped.class);
        assertThat(bench.permits.free()).isEqualTo(64);
        assertThat(worker.health().problems()).isEmpty();
        worker.stop();
    }

    @Test
    void work_in_hand_is_finished_and_replied() {
        bench.handler = this::blocked;
        bench.requests.put("a ann");
        Worker worker = bench.worker();
        worker.start();
        await().until(() -> seen.size() == 1);
        Thread stopping = Thread.ofVirtual().start(worker::stop);
        await().until(() -> worker.state() instanceof WorkerState.Draining);
        assertThat(worker.state()).isEqualTo(new WorkerState.Draining(1));
        go.countDown();
        await().until(() -> !stopping.isAlive());
        assertThat(bench.requests.size()).isZero();
        assertThat(bench.replies.size()).isEqualTo(1);
    }

    @Test
    void what_is_not_finished_in_time_is_given_back_and_its_thread_told() {
        bench.drainTimeout = Duration.ofMillis(50);
        bench.handler = this::blocked;
        bench.requests.put("a ann");
        bench.requests.put("b ann");
        Worker worker = bench.worker();
        worker.start();
        await().until(() -> seen.size() == 2);
        worker.stop();
        assertThat(bench.requests.inFlight()).isZero();
        assertThat(bench.requests.size()).isEqualTo(2);
        assertThat(seen).noneMatch(delivery -> delivery.message().held());
        go.countDown();
        await().until(() -> bench.permits.free() == 64);
        assertThat(bench.replies.size()).isZero(); // whoever has the messages now answers them
    }

    @Test
    void a_second_stop_ends_the_drain_at_once() {
        bench.drainTimeout = Duration.ofMinutes(10);
        bench.handler = this::blocked;
        bench.requests.put("a ann");
        Worker worker = bench.worker();
        worker.start();
        await().until(() -> seen.size() == 1);
        Thread first = Thread.ofVirtual().start(worker::stop);
        await().until(() -> worker.state() instanceof WorkerState.Draining);
        assertThat(stop(worker)).isLessThan(Duration.ofSeconds(5));
        await().until(() -> !first.isAlive());
        assertThat(bench.requests.inFlight()).isZero();
        go.countDown();
    }

    @Test
    void a_stop_ends_a_hold() {
        bench.probe = () -> false;
        bench.handler = delivery -> new HandlerResult.Held("no pool", false);
        bench.requests.put("a ann");
        Worker worker = bench.worker();
        worker.start();
        await().until(() -> worker.state() instanceof WorkerState.Paused && worker.idle());
        assertThat(stop(worker)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void messages_received_while_stopping_go_back_unseen() throws Exception {
        Worker worker = bench.worker();
        worker.stop();
        bench.handler = this::blocked;
        bench.requests.put("a ann");
        worker.iteration();
        await().until(() -> bench.permits.free() == 64);
        assertThat(seen).isEmpty();
        assertThat(bench.requests.inFlight()).isZero();
        assertThat(bench.requests.size()).isEqualTo(1);
    }

    @Test
    void a_hundred_stops_under_load_leave_nothing_in_flight_and_do_nothing_twice()
            throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Duration slowest = Duration.ZERO;
        for (int i = 0; i < 100; i++) {
            Bench bench = i % 2 == 0 ? new Bench() : Bench.fifo();
            bench.clock = InstantSource.system();
            bench.pollWait = Duration.ofSeconds(20);
            bench.requests.latency(Duration.ofMillis(2));
            bench.replies.latency(Duration.ofMillis(2));
            ConcurrentLinkedQueue<String> handled = new ConcurrentLinkedQueue<>();
            bench.handler =
                    delivery -> {
                        handled.add(delivery.messageId());
                        LockSupport.parkNanos(1_000_000L * (delivery.messageId().hashCode() & 7));
                        return Bench.answered();
                    };
            for (int m = 0; m < 300; m++) {
                bench.requests.putInGroup("g" + m % 50, m + " ann");
            }
            Worker worker = bench.worker();
            worker.start();
            int until = random.nextInt(200);
            await().until(() -> handled.size() >= until);
            Duration took = stop(worker);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;

            // What a slow end still brought goes back unseen, a moment after the stop at most.
            await().until(() -> worker.idle() && bench.requests.inFlight() == 0);
            assertThat(bench.permits.free()).isEqualTo(64);
            Set<String> once = new HashSet<>(handled);
            assertThat(once).hasSize(handled.size());
            assertThat(bench.replies.size()).isEqualTo(handled.size());
            assertThat(bench.requests.size()).isEqualTo(300 - handled.size());
            assertThat(List.copyOf(bench.requests.bodies())).hasSize(300 - handled.size());
        }
        System.out.println("slowest of 100 stops: " + slowest.toMillis() + " ms");
        assertThat(slowest).isLessThan(Duration.ofSeconds(5));
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

    private static Duration stop(Worker worker) {
        long start = System.nanoTime();
        worker.stop();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
