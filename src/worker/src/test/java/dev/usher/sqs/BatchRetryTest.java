package dev.usher.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.sqs.Queue.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BatchRetryTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final List<List<Integer>> calls = Collections.synchronizedList(new ArrayList<>());
    private final BatchRetry retry =
            new BatchRetry(
                    3,
                    new Backoff(Duration.ofMillis(10), Duration.ofMillis(20), new Random(1)),
                    pauses::add);

    @Test
    void entries_go_ten_per_call_and_outcomes_come_in_their_order() throws Exception {
        List<Outcome> outcomes =
                retry.run(
                        IntStream.range(0, 95).boxed().toList(),
                        batch -> {
                            calls.add(batch);
                            return batch.stream().map(BatchRetryTest::sent).toList();
                        });
        assertThat(outcomes)
                .isEqualTo(IntStream.range(0, 95).mapToObj(BatchRetryTest::sent).toList());
        assertThat(calls).hasSize(10).allMatch(batch -> batch.size() <= 10);
        assertThat(pauses).isEmpty();
    }

    @Test
    void an_error_on_a_thread_of_a_batch_reaches_the_caller() {
        assertThatThrownBy(() ->
                        retry.run(
                                IntStream.range(0, 25).boxed().toList(),
                                _ -> {
                                    throw new AssertionError("out of memory");
                                }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("out of memory");
    }

    @Test
    void only_what_may_succeed_is_tried_again_and_not_for_ever() throws Exception {
        Set<Integer> failed = ConcurrentHashMap.newKeySet();
        List<Outcome> outcomes =
                retry.run(
                        List.of(0, 1, 2, 3),
                        batch -> {
                            calls.add(batch);
                            return batch.stream()
                                    .map(entry ->
                                            switch (entry) {
                                                case 0 -> new Outcome.Refused("Bad");
                                                case 1 -> new Outcome.Retryable("Throttled");
                                                case 2 ->
                                                        failed.add(2)
                                                                ? new Outcome.Retryable("Throttled")
                                                                : sent(2);
                                                default -> new Outcome.Unavailable("AccessDenied");
                                            })
                                    .toList();
                        });
        assertThat(outcomes)
                .containsExactly(
                        new Outcome.Refused("Bad"),
                        new Outcome.Retryable("Throttled"),
                        sent(2),
                        new Outcome.Unavailable("AccessDenied"));
        assertThat(calls).containsExactly(List.of(0, 1, 2, 3), List.of(1, 2), List.of(1));
        assertThat(pauses).hasSize(2);
    }

    @Test
    void a_stop_ends_it_before_the_next_call() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        List<Outcome> outcomes =
                retry.run(
                        List.of(1),
                        batch -> {
                            calls.add(batch);
                            stopped.set(true);
                            return List.of(new Outcome.Retryable("Throttled"));
                        },
                        stopped::get);
        assertThat(outcomes).containsExactly(new Outcome.Retryable("Throttled"));
        assertThat(calls).hasSize(1);
        assertThat(retry.run(List.of(1), _ -> List.of(sent(1)), stopped::get))
                .containsExactly(new Outcome.Retryable("Unanswered"));
    }

    private static Outcome sent(int entry) {
        return new Outcome.Done("m" + entry);
    }
}
