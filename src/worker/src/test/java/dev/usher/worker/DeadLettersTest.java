package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.Delivery;
import dev.usher.flow.HandlerResult;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.secrets.Keys;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.QueueContract;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

final class DeadLettersTest {
    private final Bench bench = new Bench();
    private final AtomicReference<Delivery> seen = new AtomicReference<>();
    private Worker worker;

    @BeforeEach
    void dead_letter_everything() {
        bench.handler =
                delivery -> {
                    seen.set(delivery);
                    return new HandlerResult.DeadLettered(
                            Failure.of(FailureCode.RETRIES_EXHAUSTED, "gave up"),
                            Failure.of(FailureCode.RETRIES_EXHAUSTED, "gave up"),
                            5);
                };
        worker = bench.worker();
    }

    @Test
    void a_replay_is_known_by_its_stamp_even_when_the_message_is_new() throws Exception {
        Instant first = bench.time.instant();
        String id = bench.requests.put("a ann", Map.of("own", string("x")));
        turn();
        assertThat(seen.get().earlierDelivery()).isFalse();
        Outgoing dead = bench.deadLetters.contents().getFirst();
        assertThat(dead.body()).isEqualTo(ShorthandQueue.json("a ann"));
        assertThat(dead.traceHeader()).isEqualTo("Root=1-2-3");
        assertThat(dead.attributes().get("usher").stringValue())
                .contains("\"queue\":\"requests\"", "\"messageId\":\"" + id + "\"");

        bench.time.advance(Duration.ofDays(3));
        replay();

        assertThat(seen.get().firstSent()).isEqualTo(first);
        assertThat(seen.get().earlierDelivery()).isTrue();
        assertThat(seen.get().receiveCount()).isEqualTo(1);
        Outgoing again = bench.deadLetters.contents().getFirst();
        assertThat(again.attributes()).containsOnlyKeys("own", "usher");
        assertThat(again.attributes().get("usher").stringValue())
                .contains("\"replays\":1", "\"firstSentAt\":\"" + first + "\"");
    }

    @Test
    void the_stamp_of_a_key_that_was_rotated_still_counts() throws Exception {
        bench.requests.put("a ann");
        turn();
        byte[] newer = new byte[32];
        Arrays.fill(newer, (byte) 7);
        bench.keys = List.of(new Keys(newer), Bench.KEYS);
        worker = bench.worker();
        replay();
        assertThat(seen.get().earlierDelivery()).isTrue();
        bench.keys = List.of(new Keys(newer));
        worker = bench.worker();
        replay();
        assertThat(seen.get().earlierDelivery()).isTrue();
    }

    @Test
    void a_stamp_that_nothing_vouches_for_is_neither_trusted_nor_passed_on() throws Exception {
        bench.requests.put("a ann");
        turn();
        Outgoing dead = bench.deadLetters.contents().getFirst();
        String forged = dead.attributes().get("usher").stringValue().replace("\"2026", "\"1999");
        for (MessageAttributeValue value :
                List.of(string(forged), string("{}"), dead.attributes().get("usher"))) {
            bench.deadLetters.clear();
            // The last one is genuine, but another message's.
            bench.requests.put("b bob", Map.of("usher", value));
            turn();
            assertThat(seen.get().earlierDelivery()).isFalse();
            assertThat(seen.get().firstSent()).isEqualTo(bench.time.instant());
            assertThat(bench.deadLetters.contents().getFirst().attributes().get("usher"))
                    .extracting(MessageAttributeValue::stringValue)
                    .asString()
                    .contains("\"replays\":0");
        }
    }

    @Test
    void ten_attributes_travel_inside_the_stamp_and_come_back_on_a_replay() throws Exception {
        Map<String, MessageAttributeValue> ten = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            ten.put("own" + i, string("x" + i));
        }
        ten.put("traceparent", string("00-1-2-01"));
        bench.requests.put("a ann", ten);
        turn();
        assertThat(bench.deadLetters.contents().getFirst().attributes()).containsOnlyKeys("usher");

        bench.replies.clear();
        replay();

        assertThat(seen.get().earlierDelivery()).isTrue();
        assertThat(bench.replies.contents().getFirst().attributes())
                .containsEntry("traceparent", string("00-1-2-01"));
        Outgoing again = bench.deadLetters.contents().getFirst();
        assertThat(again.attributes()).containsOnlyKeys("usher");
        assertThat(again.attributes().get("usher").stringValue()).contains("own8", "\"replays\":1");
    }

    @Test
    void where_there_is_no_room_the_reason_is_dropped_and_nothing_of_the_request()
            throws Exception {
        String body = "?" + "x".repeat((1 << 20) - 20);
        bench.requests.put(body, Map.of("own", string("x")));
        turn();
        Outgoing dead = bench.deadLetters.contents().getFirst();
        assertThat(dead.body()).isEqualTo(body);
        assertThat(dead.attributes()).containsOnlyKeys("own");
        assertThat(bench.requests.size()).isZero();
    }

    private void replay() throws InterruptedException {
        Outgoing dead = bench.deadLetters.contents().getFirst();
        bench.deadLetters.clear();
        bench.requests.put(dead.body(), dead.attributes());
        turn();
    }

    private void turn() throws InterruptedException {
        worker.iteration();
        await().until(() -> worker.idle() && bench.permits.free() == 64);
        assertThat(bench.requests.size()).isZero();
    }

    private static MessageAttributeValue string(String value) {
        return QueueContract.string(value);
    }
}
