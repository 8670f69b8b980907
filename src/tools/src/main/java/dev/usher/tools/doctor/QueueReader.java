package dev.usher.tools.doctor;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import dev.usher.sqs.Queue;
import dev.usher.sqs.QueueException;
import dev.usher.sqs.Queues;
import dev.usher.sqs.SqsErrors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Opens queues as the worker does, and reads all their attributes. */
final class QueueReader {
    private final SqsClient client;
    private final Queues queues;
    private final InstantSource clock;
    private @Nullable Duration ahead;

    QueueReader(SqsClient client, InstantSource clock) {
        this.client = client;
        this.queues = new Queues(client, new SimpleMeterRegistry());
        this.clock = clock;
    }

    String region() {
        return client.serviceClientConfiguration().region().id();
    }

    /**
     * A queue that a setting names.
     *
     * @throws QueueException if the worker could not open it
     */
    ExistingQueue read(QueueRole queueRole, String nameUrlOrArn) {
        Queue queue = queues.open(nameUrlOrArn);
        Instant before = clock.instant();
        try {
            GetQueueAttributesResponse response =
                    client.getQueueAttributes(
                            r -> r.queueUrl(queue.url()).attributeNames(QueueAttributeName.ALL));
            compareClocks(response, before, clock.instant());
            return new ExistingQueue(queueRole, queue, response.attributes());
        } catch (SdkException e) {
            if (SqsErrors.isDenial(e) && !QueueFixes.codeless(SqsErrors.code(e))) {
                return new ExistingQueue(queueRole, queue, Map.of());
            }
            throw new QueueException(queue.name(), "GetQueueAttributes", SqsErrors.code(e));
        }
    }

    /** How far SQS's clock is ahead of this machine's; null if unknown. */
    @Nullable Duration ahead() {
        return ahead;
    }

    private void compareClocks(GetQueueAttributesResponse response, Instant before, Instant after) {
        Instant between = before.plus(Duration.between(before, after).dividedBy(2));
        try {
            response.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> RFC_1123_DATE_TIME.parse(date, Instant::from))
                    .ifPresent(date -> ahead = Duration.between(between, date));
        } catch (DateTimeException e) {
            // Another server's date is optional.
        }
    }
}
