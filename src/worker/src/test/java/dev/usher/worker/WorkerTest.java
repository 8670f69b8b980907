package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.Delivery;
import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

@Timeout(60)
final class WorkerTest {
    private final Bench bench = new Bench();

    @Test
    void an_answer_is_sent_and_then_its_request_deleted() throws Exception {
        bench.requests.fault((operation, entry) -> {
            if (operation.equals("delete")) {
                assertThat(bench.replies.size()).isEqualTo(1);
            }
            return null;
        });
        String id =
                bench.requests.put(
                        "a ann", Map.of("traceparent", string("00-1-2-01"), "other", string("x")));

        turn();

        assertThat(bench.requests.size()).isZero();
        Outgoing reply = bench.replies.contents().getFirst();
        assertThat(ShorthandQueue.shorthand(reply.body())).isEqualTo("a " + id + " succeeded null");
        assertThat(reply.attributes())
                .containsOnlyKeys("id", "type", "status", "traceparent")
                .containsEntry("id", string("a"))
                .containsEntry("type", string("signin"))
                .containsEntry("status", string("succeeded"))
                .containsEntry("traceparent", string("00-1-2-01"));
        assertThat(reply.traceHeader()).isEqualTo("Root=1-2-3");
        assertThat(reply.order()).isNull();
    }

    @Test
    void a_failure_carries_its_code_as_an_attribute() throws Exception {
        bench.handler =
                d -> new HandlerResult.Answered(failed(FailureCode.NOT_AUTHORIZED), false, 1);
        bench.requests.put("a ann");

        turn();

        assertThat(bench.replies.contents().getFirst().attributes())
                .containsEntry("status", string("failed"))
                .containsEntry("code", string("NOT_AUTHORIZED"));
    }

    @Test
    void an_invalid_request_with_an_id_is_answered_and_deleted() throws Exception {
        String id = bench.requests.put("!a");

        turn();

        assertThat(bench.replies.bodies()).containsExactly("a " + id + " failed INVALID_REQUEST");
        assertThat(bench.requests.size() + bench.deadLetters.size()).isZero();
    }

    @Test
    void a_message_without_a_readable_id_is_dead_lettered_and_answered_without_one()
            throws Exception {
        String id = bench.requests.put("?");

        turn();

        assertThat(bench.replies.bodies())
                .containsExactly("null " + id + " failed INVALID_REQUEST");
        assertThat(bench.replies.contents().getFirst().attributes()).doesNotContainKey("id");
        assertThat(bench.deadLetters.bodies()).containsExactly("?");
        assertThat(bench.requests.size()).isZero();
    }

    @Test
    void the_reply_goes_where_the_request_asks_if_that_is_on_the_list() throws Exception {
        bench.requests.put("a ann others");
        bench.requests.put("b bob replies");
        bench.requests.put("c cat elsewhere");

        turn();

        assertThat(bench.others.bodies()).singleElement().asString().startsWith("a ");
        assertThat(bench.replies.bodies())
                .hasSize(2)
                .anyMatch(body -> body.startsWith("b ") && body.contains("succeeded"))
                .anyMatch(body -> body.startsWith("c ") && body.contains("INVALID_REQUEST"));
        assertThat(bench.requests.size()).isZero();
    }

    @Test
    void a_request_over_256_KiB_with_its_attributes_is_invalid() throws Exception {
        String body = "a ann " + "x".repeat(256 * 1024 - 200);
        bench.requests.put(body);
        bench.requests.put(body, Map.of("more", string("y".repeat(200))));

        turn();

        assertThat(bench.replies.bodies())
                .hasSize(2)
                .anyMatch(reply -> reply.contains("succeeded"))
                .anyMatch(reply -> reply.contains("INVALID_REQUEST"));
    }

    @Test
    void a_delivery_tells_what_the_message_tells() throws Exception {
        Queue<Delivery> seen = new ConcurrentLinkedQueue<>();
        bench.handler =
                delivery -> {
                    seen.add(delivery);
                    return new HandlerResult.Postponed(Duration.ZERO, "not yet");
                };
        String id = bench.requests.put("a ann");
        var sent = bench.time.instant();
        bench.time.advance(Duration.ofSeconds(3));
        Worker worker = turn();
        turn(worker);

        assertThat(seen).hasSize(2);
        Delivery first = seen.remove();
        assertThat(first.messageId()).isEqualTo(id);
        assertThat(first.firstSent()).isEqualTo(sent);
        assertThat(first.earlierDelivery()).isFalse();
        assertThat(first.receiveCount()).isEqualTo(1);
        Delivery second = seen.remove();
        assertThat(second.earlierDelivery()).isTrue();
        assertThat(second.receiveCount()).isEqualTo(2);
    }

    @Test
    void a_postponed_message_is_hidden_for_the_delay_and_never_beyond_twelve_hours()
            throws Exception {
        bench.handler =
                delivery ->
                        new HandlerResult.Postponed(
                                Bench.username(delivery).equals("ann")
                                        ? Duration.ofMillis(2_500)
                                        : Duration.ofDays(2),
                                "leased elsewhere");
        String soon = bench.requests.put("a ann");
        String late = bench.requests.put("b bob");

        turn();

        assertThat(bench.requests.hidden(soon)).isEqualTo(Duration.ofSeconds(3));
        assertThat(bench.requests.hidden(late)).isEqualTo(MessageInProgress.LONGEST);
        assertThat(bench.replies.size()).isZero();
    }

    @Test
    void a_faulted_message_backs_off_exponentially_with_full_jitter() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        bench.handler = delivery -> new HandlerResult.Faulted(attempts.get(), "throttled");
        Worker worker = bench.worker();
        for (int attempt : List.of(1, 3, 8, 40)) {
            attempts.set(attempt);
            for (int i = 0; i < 40; i++) {
                bench.requests.put(i + " ann");
            }
            for (int i = 0; i < 4; i++) {
                turn(worker);
            }
            long most = Math.min(900, 1L << Math.min(attempt - 1, 20));
            List<Duration> hidden =
                    java.util.stream.IntStream.rangeClosed(1, 40)
                            .mapToObj(i -> bench.requests.hidden(lastIds(i)))
                            .toList();
            assertThat(hidden).allMatch(d -> !d.isNegative() && d.toSeconds() <= most);
            assertThat(hidden).anyMatch(d -> d.toSeconds() * 2 >= most);
            bench.requests.clear();
            put += 40;
        }
    }

    private int put;

    private String lastIds(int i) {
        return "requests-" + (put + i);
    }

    @Test
    void a_dead_letter_goes_before_the_reply_and_the_reply_before_the_delete() throws Exception {
        bench.handler =
                delivery ->
                        new HandlerResult.DeadLettered(
                                Failure.of(FailureCode.STRANDED, "half made"),
                                Failure.of(FailureCode.RETRIES_EXHAUSTED, "gave up"),
                                5);
        bench.replies.fault((operation, entry) -> {
            assertThat(bench.deadLetters.size()).isEqualTo(1);
            assertThat(bench.requests.size()).isEqualTo(1);
            return null;
        });
        bench.requests.put("a ann", Map.of("own", string("x")));

        turn();

        assertThat(bench.requests.size()).isZero();
        assertThat(bench.replies.bodies()).singleElement().asString().contains("RETRIES_EXHAUSTED");
        Outgoing dead = bench.deadLetters.contents().getFirst();
        assertThat(dead.attributes()).containsOnlyKeys("own", "usher");
        assertThat(dead.attributes().get("usher").stringValue())
                .contains("\"code\":\"STRANDED\"", "\"attempts\":5", "\"replays\":0");
    }

    @Test
    void dying_between_reply_and_delete_repeats_the_reply_and_loses_nothing() throws Exception {
        bench.requests.fault((operation, entry) ->
                operation.equals("delete") ? new Outcome.Refused("dead") : null);
        bench.requests.put("a ann");
        turn();
        assertThat(bench.requests.size()).isEqualTo(1);

        bench.requests.fault((operation, entry) -> null);
        bench.time.advance(Duration.ofSeconds(61));
        turn();

        assertThat(bench.requests.size()).isZero();
        assertThat(bench.replies.bodies()).hasSize(2).allMatch(body -> body.contains("succeeded"));
    }

    @Test
    void dying_between_dead_letter_and_reply_repeats_the_dead_letter_and_loses_neither()
            throws Exception {
        bench.replies.fault((operation, entry) -> new Outcome.Unavailable("dead"));
        bench.requests.put("?");
        turn();
        assertThat(bench.deadLetters.size()).isEqualTo(1);
        assertThat(bench.requests.size()).isEqualTo(1);

        bench.replies.fault((operation, entry) -> null);
        bench.time.advance(Duration.ofSeconds(61));
        turn();

        assertThat(bench.deadLetters.size()).isEqualTo(2);
        assertThat(bench.replies.size()).isEqualTo(1);
        assertThat(bench.requests.size()).isZero();
    }

    @Test
    void what_SQS_will_never_take_as_a_reply_becomes_a_dead_letter() throws Exception {
        bench.replies.fault((operation, entry) -> new Outcome.Refused("InvalidMessageContents"));
        bench.requests.put("a ann");
        bench.requests.put("?");
        Worker worker = turn();
        assertThat(bench.requests.size()).isZero();
        assertThat(bench.deadLetters.bodies()).containsExactlyInAnyOrder("a ann", "?");
        assertThat(worker.state()).isInstanceOf(WorkerState.Starting.class);
    }

    @Test
    void a_handler_that_throws_anything_loses_no_message_and_leaks_no_permit() throws Exception {
        bench.handler =
                delivery -> {
                    switch (delivery.request().id().hashCode() % 3) {
                        case 0 -> throw new IllegalStateException("s3cret");
                        case 1 -> throw new StackOverflowError();
                        default -> throw new AssertionError("s3cret");
                    }
                };
        Worker worker = bench.worker();
        for (int i = 0; i < 1_000; i++) {
            bench.requests.put(i + " ann");
        }
        for (int i = 0; i < 110; i++) {
            worker.iteration();
        }
        await().until(() -> worker.idle() && bench.permits.free() == 64);

        assertThat(bench.requests.size()).isEqualTo(1_000);
        assertThat(bench.replies.size() + bench.deadLetters.size()).isZero();
        bench.handler = delivery -> Bench.answered();
        bench.time.advance(Duration.ofMinutes(20));
        while (bench.requests.size() > 0) {
            turn(worker);
        }
        assertThat(bench.replies.size()).isEqualTo(1_000);
    }

    @Test
    void permits_are_taken_before_the_poll_and_unused_ones_come_back() throws Exception {
        bench.permits = new Permits(3);
        for (int i = 0; i < 5; i++) {
            bench.requests.put(i + " ann");
        }
        AtomicBoolean go = new AtomicBoolean();
        bench.handler =
                delivery -> {
                    await().until(go::get);
                    return Bench.answered();
                };
        Worker worker = bench.worker();
        worker.iteration();
        assertThat(bench.requests.inFlight()).isEqualTo(3);
        assertThat(bench.permits.free()).isZero();
        go.set(true);
        turn(worker);
        turn(worker);
        assertThat(bench.permits.free()).isEqualTo(3);
        assertThat(bench.requests.size()).isZero();
    }

    @Test
    void a_lane_that_may_not_poll_does_not() throws Exception {
        bench.mayPoll = () -> false;
        bench.waiter = duration -> {};
        bench.requests.put("a ann");
        bench.worker().iteration();
        assertThat(bench.requests.calls("receive")).isZero();
    }

    private Worker turn() throws InterruptedException {
        return turn(bench.worker());
    }

    private Worker turn(Worker worker) throws InterruptedException {
        worker.iteration();
        await().until(() -> worker.idle() && bench.permits.free() == bench.permits.concurrency());
        return worker;
    }

    private static Result failed(FailureCode code) {
        return Result.Failed.of(code, "no");
    }

    private static MessageAttributeValue string(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }
}
