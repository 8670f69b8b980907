package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FifoTest {
    private final Bench bench = Bench.fifo();

    @Test
    void groups_run_in_parallel() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        bench.handler =
                delivery -> {
                    try {
                        together.await(10, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return Bench.answered();
                };
        for (String group : List.of("a", "b", "c")) {
            bench.requests.putInGroup(group, group + " " + group);
        }
        turn(bench.worker());
        assertThat(bench.replies.size()).isEqualTo(3);
    }

    @Test
    void after_a_failure_the_rest_of_the_group_goes_back_unseen() throws Exception {
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        bench.handler =
                delivery -> {
                    seen.add(delivery.request().id());
                    return delivery.request().id().equals("a1")
                            ? new HandlerResult.Faulted(4, "throttled")
                            : Bench.answered();
                };
        for (String id : List.of("a0", "a1", "a2", "b0", "a3", "b1")) {
            bench.requests.putInGroup(id.substring(0, 1), id + " ann");
        }
        Worker worker = bench.worker();
        turn(worker);
        assertThat(seen).containsExactlyInAnyOrder("a0", "a1", "b0", "b1");
        assertThat(bench.requests.bodies()).containsExactly("a1 ann", "a2 ann", "a3 ann");

        bench.handler =
                delivery -> {
                    seen.add(delivery.request().id());
                    return Bench.answered();
                };
        seen.clear();
        bench.time.advance(Duration.ofSeconds(61));
        turn(worker);
        assertThat(seen).containsExactly("a1", "a2", "a3");
    }

    @Test
    void order_within_a_group_holds_whatever_fails() throws Exception {
        bench.pollWait = Duration.ofMillis(1);
        Random random = new Random(bench.seed);
        Map<String, List<Integer>> finished = new ConcurrentHashMap<>();
        Map<String, Integer> last = new HashMap<>();
        bench.handler =
                delivery -> {
                    String[] id = delivery.request().id().split("-");
                    synchronized (random) {
                        switch (random.nextInt(8)) {
                            case 0:
                                return new HandlerResult.Faulted(2, "fault");
                            case 1:
                                return new HandlerResult.Postponed(Duration.ZERO, "not yet");
                            case 2:
                                throw new IllegalStateException("bug");
                            default:
                                finished.computeIfAbsent(id[0], g -> new ArrayList<>())
                                        .add(Integer.parseInt(id[1]));
                                return Bench.answered();
                        }
                    }
                };
        for (int i = 0; i < 300; i++) {
            String group = "g" + random.nextInt(7);
            int number = last.merge(group, 1, Integer::sum);
            bench.requests.putInGroup(group, group + "-" + number + " ann");
        }
        Worker worker = bench.worker();
        for (int turns = 0; bench.requests.size() > 0 && turns < 3_000; turns++) {
            turn(worker);
            // The rest of a group is received anew whenever one of it fails, and a bug backs off by
            // that count: up to a quarter of an hour, which steps of a second would not get
            // through.
            bench.time.advance(Duration.ofSeconds(1L << random.nextInt(10)));
        }
        assertThat(bench.requests.size()).isZero();
        assertThat(finished).hasSize(7);
        finished.values()
                .forEach(numbers -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void a_group_whose_lease_lapsed_is_not_begun_a_second_time() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        bench.handler =
                delivery -> {
                    seen.add(delivery.request().id());
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Bench.answered();
                };
        bench.requests.putInGroup("a", "a0 ann");
        Worker worker = bench.worker();
        worker.iteration();
        await().until(() -> seen.size() == 1);
        bench.requests.putInGroup("a", "a1 ann");
        bench.time.advance(Duration.ofSeconds(61)); // nobody beats: the lease lapses
        worker.iteration();
        await().until(() -> worker.inFlight() == 1);
        assertThat(seen).containsExactly("a0");
        go.countDown();
        await().until(() -> worker.idle());
        turn(worker);
        assertThat(seen).containsExactly("a0", "a1");
        assertThat(bench.requests.size()).isZero();
    }

    @Test
    void replies_and_dead_letters_of_one_username_keep_together_and_tell_no_username()
            throws Exception {
        bench.handler =
                delivery ->
                        delivery.request().id().startsWith("d")
                                ? new HandlerResult.DeadLettered(
                                        Failure.of(FailureCode.STRANDED, "x"),
                                        Failure.of(FailureCode.RETRIES_EXHAUSTED, "x"),
                                        5)
                                : Bench.answered();
        bench.requests.putInGroup("1", "a ann");
        bench.requests.putInGroup("2", "b ann");
        bench.requests.putInGroup("3", "c cat");
        bench.requests.putInGroup("4", "d ann");
        bench.requests.putInGroup("5", "?");
        turn(bench.worker());
        Map<String, String> groups = new HashMap<>();
        for (Outgoing reply : bench.replies.contents()) {
            groups.put(
                    ShorthandQueue.shorthand(reply.body()).substring(0, 1),
                    reply.order().groupId());
        }
        assertThat(groups.get("a")).isEqualTo(groups.get("b")).isEqualTo(groups.get("d"));
        assertThat(groups.get("c")).isNotEqualTo(groups.get("a")).matches("[0-9a-f]{64}");
        assertThat(groups.get("n")).isNotEqualTo(groups.get("a"));
        assertThat(bench.deadLetters.contents())
                .extracting(dead -> dead.order().groupId())
                .containsExactlyInAnyOrder(groups.get("a"), groups.get("n"));
    }

    @Test
    void a_second_answer_within_five_minutes_is_swallowed_only_if_it_says_the_same()
            throws Exception {
        bench.requests.fault((operation, entry) ->
                operation.equals("delete") ? new Queue.Outcome.Refused("dead") : null);
        bench.requests.putInGroup("a", "a ann");
        Worker worker = bench.worker();
        turn(worker);
        bench.time.advance(Duration.ofSeconds(61));
        turn(worker);
        assertThat(bench.replies.size()).isEqualTo(1);
        bench.handler =
                delivery ->
                        new HandlerResult.Answered(
                                Result.Failed.of(FailureCode.ID_REUSED, "x"), false, 1);
        bench.time.advance(Duration.ofSeconds(61));
        turn(worker);
        assertThat(bench.replies.size()).isEqualTo(2);
        bench.requests.putInGroup("a", "a ann"); // a replay has a message id of its own
        bench.time.advance(Duration.ofSeconds(61));
        turn(worker);
        assertThat(bench.replies.size()).isEqualTo(3);
    }

    private void turn(Worker worker) throws InterruptedException {
        worker.iteration();
        await().until(() -> worker.idle() && bench.permits.free() == 64);
    }
}
