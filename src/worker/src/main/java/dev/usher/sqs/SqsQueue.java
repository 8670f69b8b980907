package dev.usher.sqs;

import static java.util.stream.Collectors.toMap;
import static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT;
import static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName.AWS_TRACE_HEADER;
import static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN;
import static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID;
import static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName.MESSAGE_GROUP_ID;
import static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName.SENT_TIMESTAMP;
import static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName.SEQUENCE_NUMBER;

import dev.usher.sqs.SqsMetrics.Call;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/** A {@link Queue} over the SDK's blocking client. */
final class SqsQueue implements Queue {
    /**
     * For all calls but the long poll: one dead connection must not let the messages in flight
     * become visible, nor delay a stop.
     */
    private static final AwsRequestOverrideConfiguration BRIEF =
            AwsRequestOverrideConfiguration.builder()
                    .apiCallAttemptTimeout(Duration.ofSeconds(3))
                    .apiCallTimeout(Duration.ofSeconds(8))
                    .build();

    private final SqsClient client;
    private final String name;
    private final String url;
    private final SqsMetrics meters;

    SqsQueue(SqsClient client, String name, String url, MeterRegistry registry) {
        this.client = client;
        this.name = name;
        this.url = url;
        this.meters = new SqsMetrics(name, registry);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public List<Message> receive(int max, Duration wait, Duration visibilityTimeout)
            throws InterruptedException {
        try {
            List<Message> messages =
                    meters.make(Call.RECEIVE, () -> receiveMessage(max, wait, visibilityTimeout));
            meters.received(messages.size());
            return messages;
        } catch (AbortedException _) {
            throw interrupted();
        } catch (SdkException e) {
            if (Thread.interrupted()) {
                throw interrupted();
            }
            throw new QueueException(name, "ReceiveMessage", SqsErrors.code(e));
        }
    }

    private List<Message> receiveMessage(int max, Duration wait, Duration visibilityTimeout) {
        return client
                .receiveMessage(request ->
                        request.queueUrl(url)
                                .maxNumberOfMessages(max)
                                .waitTimeSeconds((int) wait.toSeconds())
                                .visibilityTimeout((int) visibilityTimeout.toSeconds())
                                .messageAttributeNames("All")
                                .messageSystemAttributeNames(
                                        APPROXIMATE_RECEIVE_COUNT,
                                        SENT_TIMESTAMP,
                                        MESSAGE_GROUP_ID,
                                        MESSAGE_DEDUPLICATION_ID,
                                        AWS_TRACE_HEADER,
                                        DEAD_LETTER_QUEUE_SOURCE_ARN,
                                        SEQUENCE_NUMBER))
                .messages()
                .stream()
                .map(SqsQueue::message)
                .toList();
    }

    @Override
    public List<Outcome> send(List<Outgoing> entries) {
        List<Outcome> outcomes = batch(entries, this::sendBatch);
        meters.sent(outcomes);
        return outcomes;
    }

    @Override
    public List<Outcome> delete(List<String> receiptHandles) {
        return batch(receiptHandles, this::deleteBatch);
    }

    @Override
    public List<Outcome> changeVisibility(List<Visibility> entries) {
        return batch(entries, this::changeVisibilityBatch);
    }

    @Override
    public Outcome probe() {
        try {
            var _ =
                    meters.make(
                            Call.LOOK,
                            () ->
                                    client.getQueueAttributes(request ->
                                            request.queueUrl(url)
                                                    .attributeNames(QueueAttributeName.QUEUE_ARN)
                                                    .overrideConfiguration(BRIEF)));
            return Outcome.DONE;
        } catch (SdkException e) {
            // The right to use a queue does not imply the right to read its attributes.
            return SqsErrors.isDenial(e) ? Outcome.DONE : SqsErrors.outcome(e);
        }
    }

    private Results sendBatch(List<Outgoing> entries) {
        List<SendMessageBatchRequestEntry> batch =
                IntStream.range(0, entries.size()).mapToObj(i -> entry(i, entries.get(i))).toList();
        SendMessageBatchResponse response =
                meters.make(
                        Call.SEND,
                        () ->
                                client.sendMessageBatch(request ->
                                        request.queueUrl(url)
                                                .entries(batch)
                                                .overrideConfiguration(BRIEF)));
        return new Results(
                response.successful().stream()
                        .collect(
                                toMap(
                                        SendMessageBatchResultEntry::id,
                                        sent -> new Outcome.Done(sent.messageId()))),
                response.failed());
    }

    private static SendMessageBatchRequestEntry entry(int index, Outgoing outgoing) {
        SendMessageBatchRequestEntry.Builder entry =
                SendMessageBatchRequestEntry.builder()
                        .id(Integer.toString(index))
                        .messageBody(outgoing.body())
                        .messageAttributes(outgoing.attributes());
        if (outgoing.traceHeader() != null) {
            entry.messageSystemAttributes(
                    Map.of(
                            MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                            MessageSystemAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue(outgoing.traceHeader())
                                    .build()));
        }
        if (outgoing.order() != null) {
            var _ =
                    entry.messageGroupId(outgoing.order().groupId())
                            .messageDeduplicationId(outgoing.order().deduplicationId());
        }
        return entry.build();
    }

    private Results deleteBatch(List<String> receiptHandles) {
        List<DeleteMessageBatchRequestEntry> batch =
                IntStream.range(0, receiptHandles.size())
                        .mapToObj(i ->
                                DeleteMessageBatchRequestEntry.builder()
                                        .id(Integer.toString(i))
                                        .receiptHandle(receiptHandles.get(i))
                                        .build())
                        .toList();
        DeleteMessageBatchResponse response =
                meters.make(
                        Call.DELETE,
                        () ->
                                client.deleteMessageBatch(request ->
                                        request.queueUrl(url)
                                                .entries(batch)
                                                .overrideConfiguration(BRIEF)));
        return new Results(
                response.successful().stream()
                        .collect(toMap(DeleteMessageBatchResultEntry::id, _ -> Outcome.DONE)),
                response.failed());
    }

    private Results changeVisibilityBatch(List<Visibility> entries) {
        List<ChangeMessageVisibilityBatchRequestEntry> batch =
                IntStream.range(0, entries.size())
                        .mapToObj(i ->
                                ChangeMessageVisibilityBatchRequestEntry.builder()
                                        .id(Integer.toString(i))
                                        .receiptHandle(entries.get(i).receiptHandle())
                                        .visibilityTimeout(
                                                (int) entries.get(i).timeout().toSeconds())
                                        .build())
                        .toList();
        ChangeMessageVisibilityBatchResponse response =
                meters.make(
                        Call.CHANGE_VISIBILITY,
                        () ->
                                client.changeMessageVisibilityBatch(request ->
                                        request.queueUrl(url)
                                                .entries(batch)
                                                .overrideConfiguration(BRIEF)));
        return new Results(
                response.successful().stream()
                        .collect(
                                toMap(
                                        ChangeMessageVisibilityBatchResultEntry::id,
                                        _ -> Outcome.DONE)),
                response.failed());
    }

    private record Results(Map<String, Outcome> successful, List<BatchResultErrorEntry> failed) {}

    private static <E> List<Outcome> batch(List<E> entries, Function<List<E>, Results> call) {
        try {
            // Entry ids are indexes: a message may be twice in one batch.
            List<Outcome> outcomes =
                    new ArrayList<>(
                            Collections.nCopies(
                                    entries.size(), new Outcome.Retryable("Unanswered")));
            Results results = call.apply(entries);
            results.successful().forEach((id, done) -> outcomes.set(Integer.parseInt(id), done));
            for (BatchResultErrorEntry failed : results.failed()) {
                outcomes.set(Integer.parseInt(failed.id()), SqsErrors.outcome(failed));
            }
            return List.copyOf(outcomes);
        } catch (SdkException e) {
            Outcome outcome = SqsErrors.outcome(e);
            if (outcome instanceof Outcome.Refused && entries.size() > 1) {
                // One bad entry can fail the whole call: send each alone, so that it fails alone.
                return entries.stream()
                        .flatMap(entry -> batch(List.of(entry), call).stream())
                        .toList();
            }
            return Collections.nCopies(entries.size(), outcome);
        }
    }

    private static Message message(software.amazon.awssdk.services.sqs.model.Message message) {
        Map<MessageSystemAttributeName, String> system = message.attributes();
        return new Message(
                message.messageId(),
                message.receiptHandle(),
                message.body(),
                message.messageAttributes(),
                new Message.SystemAttributes(
                        Integer.parseInt(system.getOrDefault(APPROXIMATE_RECEIVE_COUNT, "1")),
                        Instant.ofEpochMilli(
                                Long.parseLong(system.getOrDefault(SENT_TIMESTAMP, "0"))),
                        system.get(MESSAGE_GROUP_ID),
                        system.get(AWS_TRACE_HEADER),
                        system.get(DEAD_LETTER_QUEUE_SOURCE_ARN)));
    }

    private static InterruptedException interrupted() {
        return new InterruptedException("the poll was interrupted");
    }
}
