package dev.usher.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FakeQueueTest extends QueueContract {
    @Override
    Queue queue(boolean fifo) {
        return new FakeQueue(fifo ? "fake.fifo" : "fake", InstantSource.system());
    }

    /** ElasticMQ does not mind. */
    @Test
    void more_than_twelve_hours_are_refused() throws Exception {
        Queue queue = queue(false);
        send(queue, "a");
        Message message = one(queue, LONG);
        assertThat(
                        queue.changeVisibility(
                                List.of(
                                        new Visibility(
                                                message.receiptHandle(), Duration.ofHours(13)))))
                .singleElement()
                .isInstanceOf(Outcome.Refused.class);
    }
}
