package dev.usher.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import dev.usher.worker.Bench;
import dev.usher.worker.Lane;
import dev.usher.worker.Worker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The SDK's client against ElasticMQ. */
final class SqsQueueTest extends QueueContract {
    private static final AtomicInteger names = new AtomicInteger();
    private static final Set<QueueAttributeName> COUNTS =
            Set.of(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    private static SQSRestServer server;
    private static SqsClient client;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeAll
    static void start() {
        server = SQSRestServerBuilder.withDynamicPort().withInterface("127.0.0.1").start();
        int port = server.waitUntilStarted().localAddress().getPort();
        client =
                SqsClient.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:" + port))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("x", "x")))
                        .httpClientBuilder(
                                Apache5HttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
                        .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.stopAndWait();
    }

    @Override
    Queue queue(boolean fifo) {
        String name = "queue" + names.incrementAndGet() + (fifo ? ".fifo" : "");
        create(name, fifo ? Map.of(QueueAttributeName.FIFO_QUEUE, "true") : Map.of());
        return new Queues(client, registry).open(name);
    }

    @Test
    void a_queue_is_found_by_name_url_and_arn() {
        String url = create("found", Map.of());
        Queues queues = new Queues(client, registry);
        for (String form : List.of("found", url, "arn:aws:sqs:us-east-1:000000000000:found")) {
            Queue queue = queues.open(form);
            assertThat(queue.name()).isEqualTo("found");
            assertThat(queue.send(List.of(new Outgoing(form, Map.of(), null, null))))
                    .singleElement()
                    .isInstanceOf(Outcome.Done.class);
        }
    }

    @Test
    void the_redrive_target_can_be_opened() {
        create("dead", Map.of());
        String policy =
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:elasticmq:000000000000:dead\",\"maxReceiveCount\":\"100\"}";
        create("alive", Map.of(QueueAttributeName.REDRIVE_POLICY, policy));
        Queues queues = new Queues(client, registry);
        Queues.Redrive redrive = queues.redrive(queues.open("alive"));
        assertThat(redrive.maxReceiveCount()).isEqualTo(100);
        assertThat(queues.open(redrive.targetArn()).name()).isEqualTo("dead");
        assertThat(queues.redrive(queues.open("dead"))).isNull();
    }

    @Test
    void a_queue_that_is_not_there_is_said_to_be_unavailable() {
        Queues queues = new Queues(client, registry);
        assertThatThrownBy(() -> queues.open("nowhere"))
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("nowhere");
        String url = create("gone", Map.of());
        Queue queue = queues.open(url);
        client.deleteQueue(request -> request.queueUrl(url));

        assertThatThrownBy(() -> queues.open(url)).isInstanceOf(QueueException.class);
        assertThat(queue.probe()).isInstanceOf(Outcome.Unavailable.class);
        assertThat(queue.send(List.of(new Outgoing("a", Map.of(), null, null))))
                .singleElement()
                .isInstanceOf(Outcome.Unavailable.class);
        assertThatThrownBy(() -> queue.receive(1, Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(QueueException.class);
    }

    @Test
    void a_server_out_of_reach_is_worth_another_try() {
        try (SqsClient nowhere =
                SqsClient.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:1"))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("x", "x")))
                        .httpClientBuilder(Apache5HttpClient.builder())
                        .build()) {
            Queue queue = new SqsQueue(nowhere, "a", "http://127.0.0.1:1/0/a", registry);
            assertThat(queue.delete(List.of("a", "b")))
                    .hasSize(2)
                    .allMatch(Outcome.Retryable.class::isInstance);
            assertThat(queue.changeVisibility(List.of(new Visibility("a", Duration.ZERO))))
                    .allMatch(Outcome.Retryable.class::isInstance);
        }
    }

    @Test
    void a_worker_answers_everything_over_the_wire_and_stops_at_once() {
        Bench bench = new Bench();
        bench.pollWait = Duration.ofSeconds(20);
        for (boolean fifo : List.of(false, true)) {
            Queue requests = queue(fifo);
            Queue replies = queue(fifo);
            Queue deadLetters = queue(fifo);
            for (int i = 0; i < 200; i++) {
                Outgoing.Order order = fifo ? new Outgoing.Order("g" + i % 20, "d" + i) : null;
                String body =
                        i % 10 == 0
                                ? "?"
                                : """
                                {"type":"signin","id":"%d","username":"ann","password":"s3cret"}\
                                """
                                        .formatted(i);
                assertThat(requests.send(List.of(new Outgoing(body, Map.of(), null, order))))
                        .singleElement()
                        .isInstanceOf(Outcome.Done.class);
            }
            Worker worker = bench.worker(new Lane(requests, deadLetters, replies, Map.of()));
            worker.start();
            await().until(() -> count(replies) == 200);
            await().until(() -> count(requests) == 0 && worker.idle());
            assertThat(count(deadLetters)).isEqualTo(20);
            long start = System.nanoTime();
            worker.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    private static int count(Queue queue) {
        return client
                .getQueueAttributes(request ->
                        request.queueUrl(queue.url()).attributeNames(QueueAttributeName.ALL))
                .attributes()
                .entrySet()
                .stream()
                .filter(entry -> COUNTS.contains(entry.getKey()))
                .mapToInt(entry -> Integer.parseInt(entry.getValue()))
                .sum();
    }

    @Test
    void every_call_is_counted() {
        Queue queue = queue(false);
        assertThat(queue.send(List.of(new Outgoing("a", Map.of(), null, null)))).hasSize(1);
        assertThat(registry.counter("usher.sqs.requests", "operation", "SendMessageBatch").count())
                .isEqualTo(1);
    }

    private static String create(String name, Map<QueueAttributeName, String> attributes) {
        return client.createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
    }
}
