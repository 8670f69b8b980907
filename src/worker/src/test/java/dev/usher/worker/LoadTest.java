package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class LoadTest {
    @Test
    void under_load_a_message_costs_a_third_of_a_request() {
        Bench bench = new Bench();
        bench.clock = InstantSource.system();
        bench.waiter = Thread::sleep;
        bench.requests.latency(Duration.ofMillis(4));
        bench.replies.latency(Duration.ofMillis(4));
        Random random = new Random(bench.seed);
        bench.handler =
                delivery -> {
                    int millis = 10;
                    synchronized (random) {
                        millis += random.nextInt(40);
                    }
                    LockSupport.parkNanos(1_000_000L * millis);
                    return Bench.answered();
                };
        int messages = 5_000;
        for (int i = 0; i < messages; i++) {
            bench.requests.put(i + " ann");
        }
        long start = System.nanoTime();
        Worker worker = bench.worker();
        worker.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> bench.requests.size() == 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        int calls = bench.requests.calls() + bench.replies.calls();
        worker.stop();

        System.out.printf(
                "%d messages in %.1f s, %.3f requests a message: %d receives, %d replies, %d deletes%n",
                messages,
                seconds,
                (double) calls / messages,
                bench.requests.calls("receive"),
                bench.replies.calls("send"),
                bench.requests.calls("delete"));
        assertThat(bench.replies.size()).isEqualTo(messages);
        assertThat((double) calls / messages).isLessThanOrEqualTo(0.33);
    }

    @Test
    void ten_thousand_garbage_bodies_leave_memory_flat() throws Exception {
        Bench bench = new Bench();
        Worker worker = bench.worker();
        garbage(bench, worker, 2_000);
        long before = used();
        garbage(bench, worker, 10_000);
        long grown = used() - before;
        System.out.println("grown by " + grown / 1024 + " KiB");
        assertThat(grown).isLessThan(8 << 20);
        assertThat(worker.inFlight()).isZero();
        assertThat(bench.permits.free()).isEqualTo(64);
    }

    private static void garbage(Bench bench, Worker worker, int bodies) throws Exception {
        Random random = new Random(bench.seed);
        for (int i = 0; i < bodies; i += 10) {
            for (int j = 0; j < 10; j++) {
                String body = "x".repeat(random.nextInt(20_000));
                bench.requests.put(("?!{".charAt(random.nextInt(3))) + body);
            }
            worker.iteration();
            await().until(() -> worker.idle() && bench.permits.free() == 64);
            assertThat(bench.requests.size()).isZero();
            bench.replies.clear();
            bench.deadLetters.clear();
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
