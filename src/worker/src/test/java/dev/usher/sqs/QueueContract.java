package dev.usher.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** What every queue must do, the fake one and SQS itself. */
public abstract class QueueContract {
    static final Duration LONG = Duration.ofSeconds(30);

    /** A queue that nobody else uses; a FIFO one deduplicates by id only. */
    abstract Queue queue(boolean fifo);

    @Test
    void what_is_sent_is_received_with_all_that_belongs_to_it() throws Exception {
        Queue queue = queue(false);
        Map<String, MessageAttributeValue> attributes =
                Map.of(
                        "text", string("ä"),
                        "bytes",
                                MessageAttributeValue.builder()
                                        .dataType("Binary")
                                        .binaryValue(SdkBytes.fromByteArray(new byte[] {1, 0, -1}))
                                        .build());
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793";
        assertThat(queue.send(List.of(new Outgoing("bödy", attributes, trace, null))))
                .singleElement()
                .isInstanceOf(Outcome.Done.class);

        Message message = one(queue, LONG);

        assertThat(message.body()).isEqualTo("bödy");
        assertThat(message.attributes()).isEqualTo(attributes);
        assertThat(message.system().traceHeader()).isEqualTo(trace);
        assertThat(message.system().receiveCount()).isEqualTo(1);
        assertThat(message.bytes()).isEqualTo(5 + (4 + 6 + 2) + (5 + 6 + 3));
        assertThat(message.messageId()).isNotEmpty();
    }

    @Test
    void a_sender_is_told_the_message_ids() throws Exception {
        Queue queue = queue(true);
        Outgoing first = outgoing("a", new Outgoing.Order("g", "1"));
        Outgoing second = outgoing("b", new Outgoing.Order("h", "2"));
        List<Outcome> outcomes = queue.send(List.of(first, second));
        Map<String, String> received = new HashMap<>();
        for (Message message : some(queue, 2, LONG)) {
            received.put(message.body(), message.messageId());
        }
        assertThat(outcomes)
                .containsExactly(
                        new Outcome.Done(received.get("a")), new Outcome.Done(received.get("b")));

        assertThat(queue.send(List.of(first)).getFirst())
                .as("of a message that SQS has already")
                .isEqualTo(new Outcome.Done(received.get("a")));
    }

    @Test
    void a_received_message_is_hidden_until_its_time_is_over() throws Exception {
        Queue queue = queue(false);
        send(queue, "a");
        Message first = one(queue, Duration.ofSeconds(2));
        assertThat(queue.receive(10, Duration.ZERO, LONG)).isEmpty();

        Message again = one(queue, LONG);

        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.receiptHandle()).isNotEqualTo(first.receiptHandle());
        assertThat(again.system().receiveCount()).isEqualTo(2);
    }

    @Test
    void a_message_given_back_is_visible_at_once_and_an_extended_one_is_not() throws Exception {
        Queue queue = queue(false);
        send(queue, "a");
        send(queue, "b");
        List<Message> both = some(queue, 2, Duration.ofSeconds(2));

        assertThat(
                        queue.changeVisibility(
                                List.of(
                                        new Visibility(both.get(0).receiptHandle(), Duration.ZERO),
                                        new Visibility(both.get(1).receiptHandle(), LONG))))
                .containsExactly(Outcome.DONE, Outcome.DONE);

        assertThat(one(queue, LONG).messageId()).isEqualTo(both.get(0).messageId());
        assertThat(queue.receive(10, Duration.ofMillis(2_500), LONG)).isEmpty();
    }

    @Test
    void a_deleted_message_never_comes_again() throws Exception {
        Queue queue = queue(false);
        send(queue, "a");
        Message message = one(queue, Duration.ofSeconds(1));

        assertThat(queue.delete(List.of(message.receiptHandle()))).containsExactly(Outcome.DONE);

        assertThat(queue.receive(10, Duration.ofSeconds(2), LONG)).isEmpty();
    }

    @Test
    void each_entry_of_a_batch_fails_alone() throws Exception {
        Queue queue = queue(false);
        send(queue, "a");
        send(queue, "b");
        List<Message> both = some(queue, 2, LONG);
        assertThat(queue.delete(List.of(both.get(0).receiptHandle())))
                .containsExactly(Outcome.DONE);

        List<Outcome> outcomes =
                queue.changeVisibility(
                        List.of(
                                new Visibility(both.get(0).receiptHandle(), LONG),
                                new Visibility(both.get(1).receiptHandle(), Duration.ZERO)));

        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Refused.class);
        assertThat(outcomes.get(1)).isEqualTo(Outcome.DONE);
        assertThat(one(queue, LONG).messageId()).isEqualTo(both.get(1).messageId());
    }

    @Test
    void a_batch_over_1_MiB_is_refused() {
        Queue queue = queue(false);
        String half = "x".repeat(600 * 1024);
        List<Outcome> outcomes = queue.send(List.of(outgoing(half, null), outgoing(half, null)));
        // SQS itself refuses the batch; then each goes alone.
        assertThat(outcomes)
                .hasSize(2)
                .allMatch(o -> o instanceof Outcome.Refused || o instanceof Outcome.Done);
        assertThat(queue.send(List.of(outgoing("x".repeat((1 << 20) + 1), null))))
                .singleElement()
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void ten_come_in_a_batch_and_a_full_MiB_goes_through() throws Exception {
        Queue queue = queue(false);
        List<Outgoing> ten = IntStream.range(0, 10).mapToObj(i -> outgoing("m" + i, null)).toList();
        assertThat(queue.send(ten)).hasSize(10).allMatch(Outcome.Done.class::isInstance);
        Set<String> bodies = new HashSet<>();
        for (Message message : some(queue, 10, LONG)) {
            bodies.add(message.body());
        }
        assertThat(bodies).hasSize(10);
        assertThat(queue.send(List.of(outgoing("x".repeat(1 << 20), null))))
                .singleElement()
                .isInstanceOf(Outcome.Done.class);
        assertThat(one(queue, LONG).body()).hasSize(1 << 20);
    }

    @Test
    void a_long_poll_ends_when_a_message_comes() throws Exception {
        Queue queue = queue(false);
        CompletableFuture<List<Message>> polled = new CompletableFuture<>();
        Thread poller = poll(queue, polled);
        await().until(() -> isWaiting(poller));
        long start = System.nanoTime();
        send(queue, "a");
        assertThat(polled.join()).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void an_interrupt_ends_a_long_poll_at_once() throws Exception {
        Queue queue = queue(false);
        CompletableFuture<List<Message>> polled = new CompletableFuture<>();
        Thread poller = poll(queue, polled);
        await().until(() -> isWaiting(poller));
        long start = System.nanoTime();
        poller.interrupt();
        poller.join();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(polled)
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void a_group_gives_nothing_while_one_of_its_messages_is_in_flight() throws Exception {
        Queue queue = queue(true);
        assertThat(
                        queue.send(
                                List.of(
                                        outgoing("a1", new Outgoing.Order("a", "1")),
                                        outgoing("b1", new Outgoing.Order("b", "2")),
                                        outgoing("a2", new Outgoing.Order("a", "3")))))
                .allMatch(Outcome.Done.class::isInstance);
        Message first = one(queue, LONG);
        assertThat(first.body()).isEqualTo("a1");
        assertThat(first.system().groupId()).isEqualTo("a");
        Message second = one(queue, LONG);
        assertThat(second.body()).isEqualTo("b1");
        assertThat(queue.receive(10, Duration.ZERO, LONG)).isEmpty();

        assertThat(queue.delete(List.of(first.receiptHandle()))).containsExactly(Outcome.DONE);

        assertThat(one(queue, LONG).body()).isEqualTo("a2");
    }

    @Test
    void a_group_comes_in_order_within_a_batch() throws Exception {
        Queue queue = queue(true);
        for (int i = 0; i < 5; i++) {
            send(queue, outgoing("a" + i, new Outgoing.Order("a", "d" + i)));
        }
        List<String> bodies = new ArrayList<>();
        while (bodies.size() < 5) {
            List<Message> batch = queue.receive(10, Duration.ofSeconds(5), LONG);
            batch.forEach(message -> bodies.add(message.body()));
            assertThat(queue.delete(batch.stream().map(Message::receiptHandle).toList()))
                    .allMatch(Outcome.DONE::equals);
        }
        assertThat(bodies).containsExactly("a0", "a1", "a2", "a3", "a4");
    }

    @Test
    void a_deduplication_id_counts_once_even_after_a_delete() throws Exception {
        Queue queue = queue(true);
        send(queue, outgoing("a", new Outgoing.Order("g", "same")));
        assertThat(queue.delete(List.of(one(queue, LONG).receiptHandle())))
                .containsExactly(Outcome.DONE);
        send(queue, outgoing("b", new Outgoing.Order("g", "same")));
        send(queue, outgoing("c", new Outgoing.Order("g", "other")));
        assertThat(one(queue, LONG).body()).isEqualTo("c");
    }

    @Test
    void a_queue_that_is_there_answers_a_probe() {
        assertThat(queue(false).probe()).isEqualTo(Outcome.DONE);
        assertThat(queue(true).fifo()).isTrue();
        assertThat(queue(false).fifo()).isFalse();
    }

    private static Thread poll(Queue queue, CompletableFuture<List<Message>> polled) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        polled.complete(queue.receive(10, Duration.ofSeconds(5), LONG));
                    } catch (InterruptedException | RuntimeException e) {
                        polled.completeExceptionally(e);
                    }
                });
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING;
    }

    static Message one(Queue queue, Duration visibilityTimeout) throws Exception {
        return queue.receive(1, Duration.ofSeconds(10), visibilityTimeout).getFirst();
    }

    private static List<Message> some(Queue queue, int count, Duration visibilityTimeout)
            throws Exception {
        List<Message> messages = new ArrayList<>();
        while (messages.size() < count) {
            messages.addAll(
                    queue.receive(
                            count - messages.size(), Duration.ofSeconds(5), visibilityTimeout));
        }
        return messages;
    }

    static void send(Queue queue, String body) {
        send(queue, outgoing(body, null));
    }

    private static void send(Queue queue, Outgoing outgoing) {
        assertThat(queue.send(List.of(outgoing))).singleElement().isInstanceOf(Outcome.Done.class);
    }

    private static Outgoing outgoing(String body, Outgoing.@Nullable Order order) {
        return new Outgoing(body, Map.of(), null, order);
    }

    public static MessageAttributeValue string(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }
}
