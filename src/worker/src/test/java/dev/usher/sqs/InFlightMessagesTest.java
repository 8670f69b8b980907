package dev.usher.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import dev.usher.worker.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class InFlightMessagesTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final VirtualTime time = new VirtualTime();
    private final FakeQueue queue = new FakeQueue("requests", time);
    private final List<String> lost = new ArrayList<>();
    private final InFlightMessages<InFlightMessage> inFlight =
            new InFlightMessages<>(
                    queue,
                    MINUTE,
                    InFlightMessage::new,
                    time,
                    new BatchRetry(
                            2, new Backoff(Duration.ZERO, Duration.ZERO, new Random(1)), _ -> {})) {
                @Override
                protected void lost(InFlightMessage message, String why) {
                    lost.add(message.messageId() + " " + why);
                }
            };

    @Test
    void a_message_in_flight_is_extended_at_a_third_of_its_timeout() throws Exception {
        InFlightMessage message = take("a");
        pass(Duration.ofSeconds(15));
        assertThat(queue.calls("changeVisibility")).isZero();
        pass(Duration.ofSeconds(5));
        assertThat(queue.calls("changeVisibility")).isEqualTo(1);
        assertThat(queue.hidden(message.messageId())).isEqualTo(MINUTE);
        pass(Duration.ofMinutes(30));
        assertThat(message.held()).isTrue();
        assertThat(queue.receive(10, Duration.ZERO, MINUTE)).isEmpty();
    }

    @Test
    void messages_are_extended_ten_at_a_time() throws Exception {
        for (int i = 0; i < 25; i++) {
            queue.put("m" + i);
        }
        for (int i = 0; i < 3; i++) {
            queue.receive(10, Duration.ZERO, MINUTE).forEach(inFlight::take);
        }
        pass(Duration.ofSeconds(20));
        assertThat(queue.calls("changeVisibility")).isEqualTo(3);
    }

    @Test
    void a_message_that_cannot_be_kept_hidden_is_lost_alone() throws Exception {
        InFlightMessage bad = take("a");
        InFlightMessage good = take("b");
        String handle = bad.receiptHandle();
        queue.fault((operation, entry) ->
                entry instanceof Visibility v && v.receiptHandle().equals(handle)
                        ? new Outcome.Refused("ReceiptHandleIsInvalid")
                        : null);
        pass(Duration.ofSeconds(20));
        assertThat(bad.held()).isFalse();
        assertThat(good.held()).isTrue();
        assertThat(lost).containsExactly(bad.messageId() + " ReceiptHandleIsInvalid");
    }

    @Test
    void a_failure_that_may_pass_is_tried_again_before_the_timeout_ends() throws Exception {
        InFlightMessage message = take("a");
        queue.fault((operation, entry) -> new Outcome.Retryable("ServiceUnavailable"));
        pass(Duration.ofSeconds(50));
        assertThat(message.held()).isTrue();
        assertThat(queue.calls("changeVisibility")).isGreaterThan(3);
        queue.fault((operation, entry) -> null);
        pass(Duration.ofMinutes(5));
        assertThat(message.held()).isTrue();
    }

    @Test
    void a_message_past_its_timeout_is_lost_even_if_nothing_extends_it() throws Exception {
        InFlightMessage message = take("a");
        time.advance(MINUTE);
        assertThat(message.held()).isFalse();
    }

    @Test
    void no_more_than_twelve_hours_are_asked_for_in_all() throws Exception {
        InFlightMessage message = take("a");
        for (int i = 0; i < 12 * 60 * 12; i++) {
            pass(INTERVAL);
        }
        assertThat(message.held()).isFalse();
        assertThat(message.left()).isZero();
        int calls = queue.calls("changeVisibility");
        pass(Duration.ofMinutes(5));
        assertThat(queue.calls("changeVisibility")).isEqualTo(calls);
    }

    @Test
    void a_message_that_comes_again_while_in_flight_hands_over_its_newest_receipt_handle()
            throws Exception {
        InFlightMessage message = take("a");
        time.advance(MINUTE.plusSeconds(1));
        Message again = queue.receive(1, Duration.ZERO, MINUTE).getFirst();

        assertThat(inFlight.take(again)).isNull();

        assertThat(message.receiptHandle()).isEqualTo(again.receiptHandle());
        assertThat(message.held()).isTrue();
        assertThat(inFlight.finish(message, handle -> queue.delete(List.of(handle)).getFirst()))
                .isEqualTo(Outcome.DONE);
        assertThat(queue.size()).isZero();
        assertThat(inFlight.size()).isZero();
    }

    @Test
    void a_handle_that_comes_during_the_delete_is_deleted_too() throws Exception {
        InFlightMessage message = take("a");
        List<String> deleted = new ArrayList<>();
        Outcome outcome =
                inFlight.finish(
                        message,
                        handle -> {
                            if (deleted.isEmpty()) {
                                time.advance(MINUTE.plusSeconds(1));
                                receive().forEach(inFlight::take);
                            }
                            deleted.add(handle);
                            return queue.delete(List.of(handle)).getFirst();
                        });
        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(deleted).hasSize(2).doesNotHaveDuplicates();
        assertThat(queue.size()).isZero();
    }

    @Test
    void a_finished_message_is_never_extended_again_not_even_by_a_call_under_way()
            throws Exception {
        InFlightMessage message = take("a");
        time.advance(Duration.ofSeconds(20));
        CountDownLatch extending = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        queue.fault((operation, entry) -> {
            Visibility visibility = (Visibility) entry;
            if (visibility.timeout().isZero()) {
                order.add("release");
            } else {
                extending.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                order.add("extend");
            }
            return null;
        });
        Thread beat = Thread.ofVirtual().start(this::extend);
        extending.await();
        Thread release =
                Thread.ofVirtual().start(() -> inFlight.giveBack(List.of(message), Duration.ZERO));
        org.awaitility.Awaitility.await().until(() -> release.getState() == Thread.State.WAITING);
        go.countDown();
        beat.join();
        release.join();

        assertThat(order).containsExactly("extend", "release");
        assertThat(queue.inFlight()).isZero();
        pass(Duration.ofMinutes(2));
        assertThat(order).hasSize(2);
    }

    @Test
    void a_message_is_not_extended_while_it_is_being_deleted_or_released() throws Exception {
        InFlightMessage message = take("a");
        Outcome outcome =
                inFlight.finish(
                        message,
                        handle -> {
                            pass(Duration.ofSeconds(40));
                            return Outcome.DONE;
                        });
        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(queue.calls("changeVisibility")).isZero();
    }

    @Test
    void all_that_are_given_back_are_abandoned_and_lost() throws Exception {
        for (int i = 0; i < 23; i++) {
            queue.put("m" + i);
        }
        List<InFlightMessage> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            receive().forEach(m -> taken.add(Objects.requireNonNull(inFlight.take(m))));
        }
        assertThat(inFlight.giveBackAll()).hasSize(23).containsOnly(Outcome.DONE);
        assertThat(taken).noneMatch(InFlightMessage::held).allMatch(InFlightMessage::abandoned);
        assertThat(queue.inFlight()).isZero();
        assertThat(inFlight.size()).isZero();
    }

    @Test
    void an_interrupt_ends_the_retries_and_drops_what_was_not_given_back() throws Exception {
        InFlightMessages<InFlightMessage> interrupted =
                new InFlightMessages<>(
                        queue,
                        MINUTE,
                        InFlightMessage::new,
                        time,
                        new BatchRetry(
                                2,
                                new Backoff(Duration.ZERO, Duration.ZERO, new Random(1)),
                                _ -> {
                                    throw new InterruptedException();
                                }));
        queue.put("a");
        interrupted.take(queue.receive(1, Duration.ZERO, MINUTE).getFirst());
        queue.fault((_, _) -> new Outcome.Retryable("Throttled"));
        assertThat(interrupted.giveBackAll()).hasSize(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted.size()).isZero();
    }

    @Test
    void no_second_try_gives_back_what_another_client_may_have_by_now() throws Exception {
        InFlightMessage message = take("a");
        queue.fault((_, _) -> {
            time.advance(MINUTE);
            return new Outcome.Retryable("ServiceUnavailable");
        });
        assertThat(inFlight.giveBack(List.of(message), Duration.ZERO))
                .containsExactly(new Outcome.Refused("VisibilityEnded"));
        assertThat(queue.calls("changeVisibility")).isEqualTo(1);
    }

    @Test
    void a_message_is_due_and_ends_by_when_its_receive_began() throws Exception {
        queue.put("a");
        Duration age = Duration.ofSeconds(10);
        queue.receive(10, Duration.ZERO, MINUTE).forEach(each -> inFlight.take(each, age));
        pass(Duration.ofSeconds(10));
        assertThat(queue.calls("changeVisibility")).isEqualTo(1);
    }

    @Test
    void giving_back_ends_soon_if_SQS_answers_no_call() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            queue.put("m" + i);
        }
        for (int i = 0; i < 100; i++) {
            receive().forEach(inFlight::take);
        }
        queue.fault((_, _) -> new Outcome.Retryable("SdkClientException"));
        assertThat(inFlight.giveBackAll()).hasSize(1_000);
        assertThat(queue.calls("changeVisibility")).isBetween(16, 24);
        assertThat(inFlight.size()).isZero();
    }

    private List<Message> receive() {
        try {
            return queue.receive(10, Duration.ZERO, MINUTE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private InFlightMessage take(String body) throws InterruptedException {
        queue.put(body);
        Message received = queue.receive(1, Duration.ZERO, MINUTE).getFirst();
        return Objects.requireNonNull(inFlight.take(received));
    }

    /** Lets time pass, with an extension every few seconds. */
    private void pass(Duration duration) {
        for (Duration left = duration; left.isPositive(); left = left.minus(INTERVAL)) {
            time.advance(INTERVAL);
            extend();
        }
    }

    private void extend() {
        try {
            inFlight.extend();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
