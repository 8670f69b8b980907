package dev.usher.tools.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.replies.SimulatedReplyQueue;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SingleSenderTest {
    @Test
    void what_SQS_cannot_take_at_once_is_sent_again() throws Exception {
        SimulatedReplyQueue desk = new SimulatedReplyQueue("requests");
        AtomicInteger tries = new AtomicInteger();
        desk.queue.fault(
                (_, _) -> tries.incrementAndGet() < 3 ? new Outcome.Retryable("Throttled") : null);
        String messageId = post(desk);
        assertThat(messageId).isEqualTo("requests-1");
        assertThat(desk.queue.bodies()).containsExactly("{}");
    }

    @Test
    void what_SQS_never_accepts_is_reported_in_one_line() {
        SimulatedReplyQueue desk = new SimulatedReplyQueue("requests");
        for (Outcome outcome :
                List.of(
                        new Outcome.Retryable("CODE"),
                        new Outcome.Refused("CODE"),
                        new Outcome.Unavailable("CODE"))) {
            desk.queue.fault((_, _) -> outcome);
            assertThatThrownBy(() -> post(desk))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("CODE")
                    .hasMessageNotContaining("\n");
        }
        assertThat(desk.queue.size()).isZero();
    }

    @Test
    void a_FIFO_queue_gets_the_user_for_a_group_and_takes_the_same_request_again()
            throws Exception {
        SimulatedReplyQueue desk = new SimulatedReplyQueue("requests.fifo");
        SingleSender singleSender = new SingleSender(desk.queue, desk.runtime());
        String first = singleSender.send("a", "ada", "{}");
        String second = singleSender.send("a", "ada", "{}");
        singleSender.send("b", "bob", "{}");
        assertThat(second).isNotEqualTo(first);
        List<String> groups =
                desk.queue.contents().stream()
                        .map(Outgoing::order)
                        .map(Objects::requireNonNull)
                        .map(Outgoing.Order::groupId)
                        .toList();
        assertThat(groups).hasSize(3).doesNotContain("ada").doesNotContain("bob");
        assertThat(groups.get(0)).isEqualTo(groups.get(1)).isNotEqualTo(groups.get(2));
    }

    private static String post(SimulatedReplyQueue desk) throws InterruptedException {
        return new SingleSender(desk.queue, desk.runtime()).send("a", "ada", "{}");
    }
}
