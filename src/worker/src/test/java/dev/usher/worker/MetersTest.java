package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.sqs.ErrorCodes;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue.Outcome;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the worker measures of itself. */
final class MetersTest {
    private static final Failure GAVE_UP = Failure.of(FailureCode.RETRIES_EXHAUSTED, "gave up");

    private final Bench bench = new Bench();

    @Test
    void the_time_of_every_message_is_told_with_what_it_came_to() throws Exception {
        Map<String, HandlerResult> verdicts = new HashMap<>();
        verdicts.put("ok", Bench.answered());
        verdicts.put("no", answered(FailureCode.USERNAME_EXISTS));
        verdicts.put("later", new HandlerResult.Postponed(Duration.ofSeconds(1), "another walk"));
        verdicts.put("fault", new HandlerResult.Faulted(1, "InternalErrorException"));
        verdicts.put("odd", new HandlerResult.Faulted(1, "the user of ann kept changing"));
        verdicts.put("dead", new HandlerResult.DeadLettered(GAVE_UP, GAVE_UP, 5));
        bench.handler =
                delivery -> {
                    HandlerResult handlerResult = verdicts.get(delivery.request().id());
                    if (handlerResult == null) {
                        throw new IllegalStateException("s3cret");
                    }
                    return handlerResult;
                };
        for (String body : verdicts.keySet()) {
            bench.requests.put(body + " ann");
        }
        bench.requests.put("bug ann");
        bench.requests.put("!bad");
        bench.requests.put("?");
        Worker worker = bench.worker();
        worker.iteration();
        await().until(worker::idle);

        assertThat(
                        bench.registry.find("messaging.process.duration").timers().stream()
                                .filter(timer -> timer.count() > 0)
                                .map(MetersTest::end))
                .containsExactlyInAnyOrder(
                        "signin succeeded ",
                        "signin failed USERNAME_EXISTS",
                        "signin postponed ",
                        "signin faulted InternalErrorException",
                        "signin faulted other",
                        "signin dead-lettered RETRIES_EXHAUSTED",
                        "signin broken IllegalStateException",
                        "invalid failed INVALID_REQUEST",
                        "invalid dead-lettered INVALID_REQUEST");
        assertThat(answers("signin", "succeeded", "")).isEqualTo(1);
        assertThat(answers("signin", "failed", "USERNAME_EXISTS")).isEqualTo(1);
        assertThat(answers("signin", "failed", "RETRIES_EXHAUSTED")).isEqualTo(1);
        assertThat(answers("invalid", "failed", "INVALID_REQUEST")).isEqualTo(2);
        assertThat(buried("RETRIES_EXHAUSTED")).isEqualTo(1);
        assertThat(buried("INVALID_REQUEST")).isEqualTo(1);
        assertThat(released("postponed")).isEqualTo(1);
        assertThat(released("faulted")).isEqualTo(2);
        assertThat(released("broken")).isEqualTo(1);
        worker.stop();
    }

    @Test
    void what_holds_the_worker_is_told_in_two_words() throws Exception {
        for (boolean passes : new boolean[] {true, false}) {
            Bench held = new Bench();
            held.handler = delivery -> new HandlerResult.Held("a text of any length", passes);
            held.requests.put("a ann");
            Worker worker = held.worker();
            worker.iteration();
            await().until(worker::idle);
            assertThat(
                            held.registry.find("messaging.process.duration").timers().stream()
                                    .filter(timer -> timer.count() > 0)
                                    .map(MetersTest::end))
                    .containsExactly("signin held " + (passes ? "outage" : "set-up"));
            assertThat(held.registry.get("usher.held").gauge().value()).isEqualTo(1);
            worker.stop();
        }
    }

    @Test
    void an_answer_that_could_not_be_sent_is_none_yet() throws Exception {
        bench.replies.fault((operation, entry) -> new Outcome.Unavailable("AccessDenied"));
        bench.requests.put("a ann");
        Worker worker = bench.worker();
        worker.iteration();
        await().until(worker::idle);
        assertThat(answers("signin", "succeeded", "")).isZero();
        assertThat(released("unsent")).isEqualTo(1);
        worker.stop();
    }

    @Test
    void what_a_drain_gives_back_is_counted() {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        bench.handler =
                delivery -> {
                    begun.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Bench.answered();
                };
        bench.drainTimeout = Duration.ZERO;
        bench.requests.put("a ann");
        bench.requests.put("b ann");
        Worker worker = bench.worker();
        worker.start();
        await().until(() -> begun.getCount() == 0);
        worker.stop();
        never.countDown();
        assertThat(released("abandoned")).isEqualTo(2);
    }

    @Test
    void a_worker_that_is_made_anew_has_the_gauges() throws Exception {
        Worker dead = bench.worker();
        assertThat(bench.registry.get("usher.in_hand").gauge().value()).isZero();
        Worker worker = bench.worker();
        bench.handler = delivery -> new HandlerResult.Held("out", true);
        bench.requests.put("a ann");
        worker.iteration();
        await().until(worker::idle);
        bench.time.advance(Duration.ofSeconds(7));

        assertThat(dead.state()).isInstanceOf(WorkerState.Starting.class);
        for (String name :
                List.of(
                        "usher.in_hand",
                        "usher.held",
                        "usher.oldest_in_hand",
                        "usher.last_poll_age")) {
            assertThat(bench.registry.find(name).gauges()).as(name).hasSize(1);
        }
        assertThat(bench.registry.get("usher.held").gauge().value()).isEqualTo(1);
        assertThat(bench.registry.get("usher.last_poll_age").gauge().value()).isEqualTo(7);
        worker.stop();
    }

    @Test
    void the_oldest_in_hand_ages_whatever_handle_it_has() {
        MessagesInProgress inProgress =
                new MessagesInProgress(bench.requests, Duration.ofMinutes(1), bench.runtime());
        assertThat(inProgress.oldest()).isZero();
        bench.requests.put("a ann");
        Message message = received();
        MessageInProgress inFlight = inProgress.take(message);
        bench.time.advance(Duration.ofSeconds(61));
        assertThat(inProgress.take(received())).isNull();
        assertThat(inProgress.oldest()).isEqualTo(Duration.ofSeconds(61));
        assertThat(inProgress.longestWork()).isZero();
        assertThat(inFlight).isNotNull();
        inFlight.begin();
        bench.time.advance(Duration.ofSeconds(5));
        assertThat(inProgress.longestWork()).isEqualTo(Duration.ofSeconds(5));
        inProgress.forget(inFlight);
        assertThat(inProgress.oldest()).isZero();
    }

    @Test
    void a_label_has_only_so_many_values() {
        ErrorCodes codes = new ErrorCodes();
        List<String> labels =
                IntStream.range(0, 1000)
                        .mapToObj(
                                i -> codes.label("X" + "y".repeat(i % 50) + (char) ('a' + i % 26)))
                        .distinct()
                        .toList();
        assertThat(labels).hasSize(41).contains("other");
        assertThat(codes.label(labels.getFirst())).isEqualTo(labels.getFirst());
        for (String odd : List.of("", "two words", "user-1", "a".repeat(61), "q\"uote", "id7")) {
            assertThat(new ErrorCodes().label(odd)).isEqualTo("other");
        }
    }

    private Message received() {
        try {
            return bench.requests.receive(1, Duration.ZERO, Duration.ofMinutes(1)).getFirst();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HandlerResult answered(FailureCode code) {
        return new HandlerResult.Answered(Result.Failed.of(code, "no"), false, 1);
    }

    private static String end(Timer timer) {
        Map<String, String> tags = new HashMap<>();
        for (Tag tag : timer.getId().getTags()) {
            tags.put(tag.getKey(), tag.getValue());
        }
        return tags.get("type") + " " + tags.get("outcome") + " " + tags.get("error.type");
    }

    private double answers(String type, String status, String code) {
        return bench.registry
                .get("usher.requests")
                .tags("type", type, "status", status, "code", code, "duplicate", "false")
                .counter()
                .count();
    }

    private double buried(String code) {
        return bench.registry.get("usher.dead_letters").tag("code", code).counter().count();
    }

    private double released(String reason) {
        return bench.registry.get("usher.released").tag("reason", reason).counter().count();
    }
}
