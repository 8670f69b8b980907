package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.usher.Logged;
import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.sqs.Queue.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Log and metrics tell what became of a message, not what its verdict was. */
final class SettlementResultTest {
    private static final Failure GAVE_UP = Failure.of(FailureCode.RETRIES_EXHAUSTED, "gave up");

    private final Bench bench = new Bench();
    private Logged logged;

    @BeforeEach
    void listen() {
        logged = Logged.below("dev.usher.worker");
    }

    @AfterEach
    void listenNoMore() {
        logged.close();
    }

    @Test
    void an_answer_that_could_not_be_sent_has_succeeded_in_nothing() throws Exception {
        bench.replies.fault((_, _) -> new Outcome.Unavailable("AccessDenied"));
        turn("a ann");
        assertThat(timed()).containsExactly("unsettled AccessDenied");
        assertThat(noted()).containsExactly("unsettled null");
    }

    @Test
    void a_dead_letter_that_could_not_be_sent_is_none() throws Exception {
        bench.handler = _ -> new HandlerResult.DeadLettered(GAVE_UP, GAVE_UP, 5);
        bench.deadLetters.fault((_, _) -> new Outcome.Retryable("ServiceUnavailable"));
        bench.waiter = duration -> bench.time.advance(duration);
        turn("a ann");
        assertThat(timed()).containsExactly("unsettled ServiceUnavailable");
        assertThat(noted()).containsExactly("unsettled null");
    }

    @Test
    void a_dead_letter_that_is_refused_is_none_either() throws Exception {
        bench.handler = _ -> new HandlerResult.DeadLettered(GAVE_UP, GAVE_UP, 5);
        bench.deadLetters.fault((_, _) -> new Outcome.Refused("MessageTooLong"));
        turn("a ann");
        assertThat(timed()).containsExactly("unsettled MessageTooLong");
        assertThat(noted()).containsExactly("unsettled null");
        assertThat(released("broken")).isEqualTo(1);
    }

    @Test
    void an_answer_that_is_refused_is_a_dead_letter() throws Exception {
        bench.replies.fault((_, _) -> new Outcome.Refused("InvalidMessageContents"));
        turn("a ann");
        assertThat(bench.deadLetters.size()).isEqualTo(1);
        assertThat(timed()).containsExactly("dead-lettered RETRIES_EXHAUSTED");
        assertThat(noted()).containsExactly("dead-lettered RETRIES_EXHAUSTED");
    }

    @Test
    void a_dead_letter_whose_answer_is_refused_is_one_all_the_same() throws Exception {
        bench.handler = _ -> new HandlerResult.DeadLettered(GAVE_UP, GAVE_UP, 5);
        bench.replies.fault((_, _) -> new Outcome.Refused("InvalidMessageContents"));
        turn("a ann");
        assertThat(timed()).containsExactly("dead-lettered RETRIES_EXHAUSTED");
        assertThat(bench.requests.size()).isZero();
    }

    @Test
    void what_a_drain_gave_back_has_succeeded_in_nothing() {
        CountDownLatch go = new CountDownLatch(1);
        bench.handler =
                _ -> {
                    awaitQuietly(go);
                    return Bench.answered();
                };
        bench.drainTimeout = Duration.ZERO;
        bench.requests.put("a ann");
        Worker worker = bench.worker();
        worker.start();
        await().until(() -> worker.inFlight() == 1);
        worker.stop();
        go.countDown();
        await().until(worker::idle);
        assertThat(timed()).containsExactly("unsettled abandoned");
        assertThat(bench.replies.size()).isZero();
    }

    @Test
    void a_line_that_cannot_be_written_changes_nothing() throws Exception {
        bench.keys = List.of(); // nothing to make the username's hash with
        bench.requests.put("b bob");
        turn("a ann");
        assertThat(timed()).containsExactly("succeeded ");
        assertThat(bench.replies.size()).isEqualTo(2);
        assertThat(bench.requests.size()).isZero();
        assertThat(bench.requests.calls("changeVisibility")).isZero();
        assertThat(released("broken")).isZero();
        assertThat(bench.permits.free()).isEqualTo(64);
        assertThat(logged.messages())
                .anyMatch(line -> line.startsWith("Message requests-1 has no log line: "));
    }

    private void turn(String body) throws InterruptedException {
        bench.requests.put(body);
        Worker worker = bench.worker();
        worker.iteration();
        await().until(worker::idle);
    }

    /** Outcome and error of every kind of work that there was. */
    private List<String> timed() {
        return bench.registry.find("messaging.process.duration").timers().stream()
                .filter(timer -> timer.count() > 0)
                .map(timer ->
                        timer.getId().getTag("outcome") + " " + timer.getId().getTag("error.type"))
                .toList();
    }

    /** Outcome and code of every line about a request. */
    private List<String> noted() {
        return logged.lines().stream()
                .filter(line -> line.getLoggerName().equals(RequestLog.class.getName()))
                .map(line -> member(line, "outcome") + " " + member(line, "code"))
                .collect(Collectors.toList());
    }

    private static String member(ILoggingEvent line, String key) {
        return line.getKeyValuePairs().stream()
                .filter(pair -> pair.key.equals(key))
                .map(pair -> String.valueOf(pair.value))
                .findFirst()
                .orElse("null");
    }

    private double released(String reason) {
        return bench.registry.get("usher.released").tag("reason", reason).counter().count();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
