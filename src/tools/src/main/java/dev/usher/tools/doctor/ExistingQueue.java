package dev.usher.tools.doctor;

import dev.usher.sqs.Queue;
import dev.usher.sqs.Queues;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A queue that exists.
 *
 * @param attributes empty if they may not be read; servers other than AWS return only some
 */
record ExistingQueue(QueueRole role, Queue queue, Map<QueueAttributeName, String> attributes) {
    ExistingQueue {
        attributes = Map.copyOf(attributes);
    }

    String name() {
        return queue.name();
    }

    String arn() {
        return attributes.getOrDefault(QueueAttributeName.QUEUE_ARN, "");
    }

    /** Whether both are the same queue, even if the settings name it in two ways. */
    boolean is(ExistingQueue other) {
        return queue.url().equals(other.queue.url())
                || (!arn().isEmpty() && arn().equals(other.arn()));
    }

    Queues.@Nullable Redrive redrive() {
        return Queues.redrive(queue, attributes);
    }

    Optional<Long> number(QueueAttributeName name) {
        return Optional.ofNullable(attributes.get(name))
                .filter(value -> value.matches("[0-9]{1,18}"))
                .map(Long::parseLong);
    }

    Optional<Duration> seconds(QueueAttributeName name) {
        return number(name).map(Duration::ofSeconds);
    }

    Optional<Duration> retention() {
        return seconds(QueueAttributeName.MESSAGE_RETENTION_PERIOD);
    }

    /** The command that sets an attribute. */
    String set(String attribute) {
        return "aws sqs set-queue-attributes --queue-url %s --attributes %s"
                .formatted(queue.url(), attribute);
    }
}
