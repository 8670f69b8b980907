package dev.usher.emulator.sqs;

import static dev.usher.emulator.Aws.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.emulator.Aws;
import dev.usher.emulator.EmbeddedAws;
import dev.usher.emulator.Options;
import dev.usher.emulator.control.Faults;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** SQS through the one endpoint, and at ElasticMQ itself. */
class SqsForwardTest {
    private static Aws aws;

    @BeforeAll
    static void start() {
        aws = new Aws();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static void sends_and_receives(URI endpoint, String name) {
        try (var sqs = Aws.point(SqsClient.builder(), endpoint)) {
            var url = sqs.createQueue(r -> r.queueName(name)).queueUrl();
            assertThat(URI.create(url).getPort()).isEqualTo(aws.embedded.endpoint().getPort());
            sqs.sendMessage(r -> r.queueUrl(url).messageBody("h\u00e9llo"));
            var message =
                    sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5))
                            .messages()
                            .getFirst();
            assertThat(message.body()).isEqualTo("h\u00e9llo");
            sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
        }
    }

    @Test
    void queue_urls_name_the_one_endpoint_and_work_at_both() {
        sends_and_receives(aws.embedded.endpoint(), "one");
        sends_and_receives(aws.embedded.sqsEndpoint(), "two");
    }

    @Test
    void queue_urls_name_the_host_that_they_were_asked_for_by() {
        int port = aws.embedded.endpoint().getPort();
        URI endpoint = URI.create("http://localhost:" + port);
        sends_and_receives(endpoint, "by-name");
        try (var sqs = Aws.point(SqsClient.builder(), endpoint)) {
            assertThat(sqs.getQueueUrl(r -> r.queueName("by-name")).queueUrl())
                    .startsWith("http://localhost:" + port + "/");
            assertThat(sqs.listQueues(r -> r.queueNamePrefix("by-name")).queueUrls())
                    .singleElement()
                    .asString()
                    .startsWith("http://localhost:" + port + "/");
        }
    }

    @Test
    void what_only_looks_like_a_queue_url_is_left_alone() {
        int port = aws.embedded.endpoint().getPort();
        String body = "see http://127.0.0.1:" + port + "/000000000000/one";
        try (var sqs = Aws.point(SqsClient.builder(), URI.create("http://localhost:" + port))) {
            var url = sqs.createQueue(r -> r.queueName("quoting")).queueUrl();
            sqs.sendMessage(r -> r.queueUrl(url).messageBody(body));
            assertThat(sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5)).messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.body()).isEqualTo(body));
        }
    }

    @Test
    void it_listens_on_this_machine_alone_unless_it_is_told() {
        assertThat(Options.standard().address()).isEqualTo("127.0.0.1");
        try (var everywhere = EmbeddedAws.start(Options.standard().withAddress("0.0.0.0"))) {
            assertThat(everywhere.endpoint().getHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void a_long_poll_does_not_hold_up_other_calls() throws Exception {
        try (var sqs = Aws.point(SqsClient.builder(), aws.embedded.endpoint())) {
            var url = sqs.createQueue(r -> r.queueName("polled")).queueUrl();
            var poll =
                    CompletableFuture.supplyAsync(() ->
                            sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20))
                                    .messages());
            sqs.sendMessage(r -> r.queueUrl(url).messageBody("now"));
            assertThat(poll.get(10, TimeUnit.SECONDS)).hasSize(1);
        }
    }

    @Test
    void errors_come_through_as_the_sdk_reads_them() {
        try (var sqs = Aws.point(SqsClient.builder(), aws.embedded.endpoint())) {
            assertThatThrownBy(() -> sqs.getQueueUrl(r -> r.queueName("nothing")))
                    .isInstanceOf(QueueDoesNotExistException.class);
        }
    }

    @Test
    void faults_strike_forwarded_calls_too() {
        try (var sqs = Aws.point(SqsClient.builder(), aws.embedded.endpoint())) {
            var url = sqs.createQueue(r -> r.queueName("faulty")).queueUrl();
            aws.embedded
                    .faults()
                    .add(
                            Faults.Rule.next("SendMessage", Faults.Kind.ERROR_AFTER, 1)
                                    .withError("RequestThrottled", 400));
            refused(
                    () -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("x")),
                    "RequestThrottled",
                    "");
            var attributes =
                    sqs.getQueueAttributes(r ->
                                    r.queueUrl(url)
                                            .attributeNames(
                                                    QueueAttributeName
                                                            .APPROXIMATE_NUMBER_OF_MESSAGES))
                            .attributes();
            assertThat(attributes)
                    .isEqualTo(Map.of(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1"));
        }
    }
}
