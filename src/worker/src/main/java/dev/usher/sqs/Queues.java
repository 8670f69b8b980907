package dev.usher.sqs;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds queues by name, URL or ARN, and reads their attributes. */
public final class Queues {
    private static final Logger log = LoggerFactory.getLogger(Queues.class);
    private static final JsonMapper JSON = new JsonMapper();

    /** The socket timeout, beyond the long poll's wait. */
    public static final Duration BEYOND_POLL = Duration.ofSeconds(10);

    private final SqsClient client;
    private final MeterRegistry registry;

    public Queues(SqsClient client, MeterRegistry registry) {
        this.client = client;
        this.registry = registry;
    }

    /**
     * A client as the worker needs it: its timeout is longer than a long poll, it has a connection
     * for every thread, and it retries, because every SQS call here may be made twice. Region,
     * credentials and endpoint are the SDK's own settings.
     */
    public static SqsClient client(Duration pollWait, int concurrency) {
        return SqsClient.builder()
                .httpClientBuilder(
                        Apache5HttpClient.builder()
                                .maxConnections(concurrency + 8)
                                .socketTimeout(pollWait.plus(BEYOND_POLL)))
                .overrideConfiguration(configuration ->
                        configuration.retryStrategy(StandardRetryStrategy.builder().build()))
                .build();
    }

    /**
     * The queue that a setting names.
     *
     * @param nameUrlOrArn as the settings give it
     * @throws QueueException if there is no such queue, or SQS is unreachable
     */
    public Queue open(String nameUrlOrArn) {
        Queue queue = find(nameUrlOrArn);
        if (queue.probe() instanceof Queue.Outcome.Unavailable(String code)) {
            throw new QueueException(queue.name(), "GetQueueAttributes", code);
        }
        return queue;
    }

    /**
     * A queue's redrive policy.
     *
     * @param targetArn of the dead-letter queue
     * @param maxReceiveCount after so many receives SQS itself moves a message there
     */
    public record Redrive(String targetArn, int maxReceiveCount) {
        /**
         * A message may be received many times without a fault of its own: after kills, outages and
         * waits for another attempt of its id. SQS's redrive is for a message that kills every
         * worker.
         */
        public static final int LEAST_RECEIVES = 100;

        /** The name of the dead-letter queue. */
        public String target() {
            return targetArn.substring(targetArn.lastIndexOf(':') + 1);
        }
    }

    /** Null if the queue has none. */
    public @Nullable Redrive redrive(Queue queue) {
        return redrive(queue, attributes(queue, QueueAttributeName.REDRIVE_POLICY).attributes());
    }

    /** From a queue's attributes; null if it has none. */
    public static @Nullable Redrive redrive(
            Queue queue, Map<QueueAttributeName, String> attributes) {
        String policy = attributes.get(QueueAttributeName.REDRIVE_POLICY);
        if (policy == null) {
            return null;
        }
        try {
            JsonNode json = JSON.readTree(policy);
            JsonNode target = json.get("deadLetterTargetArn");
            return target == null
                    ? null
                    : new Redrive(target.asString(""), json.path("maxReceiveCount").asInt(0));
        } catch (JacksonException e) {
            throw new QueueException(
                    queue.name(), "GetQueueAttributes", "RedrivePolicy is no JSON");
        }
    }

    /**
     * How many messages a queue has, approximately.
     *
     * @param hidden those in flight
     * @param asOf by SQS's own clock, to the second; null if unknown
     */
    public record Depth(long visible, long hidden, long delayed, @Nullable Instant asOf) {}

    public Depth depth(Queue queue) {
        GetQueueAttributesResponse response =
                attributes(
                        queue,
                        APPROXIMATE_NUMBER_OF_MESSAGES,
                        APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                        APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);
        return new Depth(
                number(response, APPROXIMATE_NUMBER_OF_MESSAGES),
                number(response, APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE),
                number(response, APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED),
                date(response));
    }

    /** A queue's ARN. */
    public String arn(Queue queue) {
        return Objects.requireNonNullElse(
                attributes(queue, QueueAttributeName.QUEUE_ARN)
                        .attributes()
                        .get(QueueAttributeName.QUEUE_ARN),
                "");
    }

    private static long number(GetQueueAttributesResponse response, QueueAttributeName name) {
        return Long.parseLong(response.attributes().getOrDefault(name, "0"));
    }

    private static @Nullable Instant date(GetQueueAttributesResponse response) {
        SdkHttpResponse http = response.sdkHttpResponse();
        try {
            return http == null
                    ? null
                    : http.firstMatchingHeader("Date")
                            .map(date -> RFC_1123_DATE_TIME.parse(date, Instant::from))
                            .orElse(null);
        } catch (DateTimeException _) {
            return null;
        }
    }

    private GetQueueAttributesResponse attributes(Queue queue, QueueAttributeName... names) {
        try {
            return client.getQueueAttributes(
                    request -> request.queueUrl(queue.url()).attributeNames(names));
        } catch (SdkException e) {
            throw new QueueException(queue.name(), "GetQueueAttributes", SqsErrors.code(e));
        }
    }

    private Queue find(String nameUrlOrArn) {
        if (nameUrlOrArn.startsWith("https://") || nameUrlOrArn.startsWith("http://")) {
            String name = nameUrlOrArn.substring(nameUrlOrArn.lastIndexOf('/') + 1);
            return new SqsQueue(client, name, nameUrlOrArn, registry);
        }
        if (nameUrlOrArn.startsWith("arn:")) {
            // arn:partition:sqs:region:account:name
            List<String> parts = List.of(nameUrlOrArn.split(":", -1));
            if (parts.size() != 6) {
                throw new QueueException(nameUrlOrArn, "GetQueueUrl", "not the ARN of a queue");
            }
            String region = client.serviceClientConfiguration().region().id();
            if (!parts.get(3).equals(region)) {
                // Servers other than AWS put other values there.
                log.warn("{} is looked for in {}", nameUrlOrArn, region);
            }
            return named(parts.get(5), parts.get(4));
        }
        return named(nameUrlOrArn, null);
    }

    private Queue named(String name, @Nullable String account) {
        try {
            String url =
                    client.getQueueUrl(request ->
                                    request.queueName(name).queueOwnerAWSAccountId(account))
                            .queueUrl();
            return new SqsQueue(client, name, url, registry);
        } catch (SdkException e) {
            throw new QueueException(name, "GetQueueUrl", SqsErrors.code(e));
        }
    }
}
