package dev.usher.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Queue.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

final class BatcherTest {
    private final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger working = new AtomicInteger(1);
    private Function<String, Outcome> sqs = entry -> Outcome.DONE;
    private ToIntFunction<String> bytes = entry -> 1;

    @Test
    void one_alone_is_sent_without_waiting() {
        assertThat(batcher().submit("a")).isEqualTo(Outcome.DONE);
        assertThat(batches).containsExactly(List.of("a"));
    }

    @Test
    void ten_are_sent_as_one() throws Exception {
        working.set(64);
        assertThat(sentAsOne(10)).isTrue();
    }

    @Test
    void all_that_are_at_work_are_sent_without_waiting_for_more() throws Exception {
        working.set(3);
        assertThat(sentAsOne(3)).isTrue();
    }

    /** Whoever comes too late for the first of them goes alone: then it is tried again. */
    private boolean sentAsOne(int count) throws InterruptedException {
        for (int tries = 0; tries < 20; tries++) {
            batches.clear();
            submitAll(batcher(), count);
            if (batches.size() == 1) {
                return batches.getFirst().size() == count;
            }
        }
        return false;
    }

    @Test
    void a_few_are_sent_when_nobody_joins_them() throws Exception {
        working.set(64);
        submitAll(batcher(), 2);
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(2);
    }

    @Test
    void no_batch_is_larger_than_ten_or_than_1_MiB() throws Exception {
        working.set(1_000);
        bytes = entry -> 300 * 1024;
        submitAll(batcher(), 100);
        assertThat(batches).allMatch(batch -> batch.size() <= 3);
        batches.clear();
        bytes = entry -> 1;
        submitAll(batcher(), 100);
        assertThat(batches).allMatch(batch -> batch.size() <= 10);
        assertThat(batches).hasSizeLessThan(20);
    }

    @Test
    void what_is_too_large_for_any_batch_is_refused_without_a_call() {
        bytes = entry -> (1 << 20) + 1;
        assertThat(batcher().submit("a")).isInstanceOf(Outcome.Refused.class);
        assertThat(batches).isEmpty();
    }

    @Test
    void a_failed_entry_is_tried_again_alone_and_the_rest_is_not() throws Exception {
        working.set(10);
        Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();
        sqs =
                entry -> {
                    int n =
                            tries.computeIfAbsent(entry, e -> new AtomicInteger())
                                    .incrementAndGet();
                    return entry.equals("e3") && n < 3
                            ? new Outcome.Retryable("InternalError")
                            : Outcome.DONE;
                };
        Map<String, Outcome> outcomes = submitAll(batcher(), 10);
        assertThat(outcomes).hasSize(10).containsEntry("e3", Outcome.DONE);
        assertThat(tries.remove("e3")).hasValue(3);
        assertThat(tries.values()).allMatch(n -> n.get() == 1);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void a_failure_that_lasts_is_told_to_its_own_caller_only() throws Exception {
        working.set(10);
        sqs =
                entry ->
                        switch (entry) {
                            case "e1" -> new Outcome.Retryable("InternalError");
                            case "e2" -> new Outcome.Refused("InvalidMessageContents");
                            case "e3" -> new Outcome.Unavailable("AccessDenied");
                            default -> Outcome.DONE;
                        };
        Map<String, Outcome> outcomes = submitAll(batcher(), 10);
        assertThat(outcomes.get("e1")).isInstanceOf(Outcome.Retryable.class);
        assertThat(outcomes.get("e2")).isInstanceOf(Outcome.Refused.class);
        assertThat(outcomes.get("e3")).isInstanceOf(Outcome.Unavailable.class);
        assertThat(outcomes.values().stream().filter(Outcome.DONE::equals)).hasSize(7);
        assertThat(pauses).hasSize(4);
    }

    @Test
    void a_bug_in_the_call_leaves_nobody_waiting() throws Exception {
        working.set(10);
        sqs =
                entry -> {
                    throw new IllegalStateException("bug");
                };
        List<Thread> threads = new ArrayList<>();
        Batcher<String> batcher = batcher();
        for (int i = 0; i < 10; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .unstarted(() -> {
                                try {
                                    batcher.submit("a");
                                } catch (IllegalStateException e) {
                                    batches.add(List.of("told"));
                                }
                            }));
        }
        threads.forEach(Thread::start);
        await().until(() -> threads.stream().noneMatch(Thread::isAlive));
        assertThat(batches).contains(List.of("told"));
    }

    @Test
    void under_load_batches_are_nearly_full() throws Exception {
        working.set(64);
        submitAll(batcher(), 5_000);
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(5_000);
        assertThat(batches).hasSizeLessThan(520);
    }

    private Map<String, Outcome> submitAll(Batcher<String> batcher, int count)
            throws InterruptedException {
        Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String entry = "e" + i;
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    start.await();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                                outcomes.put(entry, batcher.submit(entry));
                            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return outcomes;
    }

    private Batcher<String> batcher() {
        return new Batcher<>(
                entries -> {
                    List<Outcome> outcomes = entries.stream().map(sqs).toList();
                    batches.add(entries);
                    return outcomes;
                },
                entry -> bytes.applyAsInt(entry),
                working::get,
                new WorkerRuntime(
                        InstantSource.system(),
                        pauses::add,
                        new Random(1),
                        new SimpleMeterRegistry()));
    }
}
