package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.message.Replies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The queues of one run, as its senders and readers see them: past all faults. */
public final class SoakQueues implements AutoCloseable {
    static final int BATCH = 10;
    private static final int MOST_DELIVERIES = 100;

    /** Longer than reading them all takes, so that each is seen once. */
    private static final int PEEK_SECONDS = 120;

    private static final JsonMapper JSON = new JsonMapper();

    private final SqsClient sqs;
    private final String name;
    private final String deadLetters;
    private final String requests;
    private final String bulk;
    private final String replies;

    /**
     * @param name of the request queue; the others begin with it
     */
    public SoakQueues(Account account, String name) {
        this.sqs = Account.sqs(account.aws.sqsEndpoint());
        this.name = name;
        this.deadLetters = queue(name + "-dead", Map.of());
        String redrive =
                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}"
                        .formatted(
                                attribute(deadLetters, QueueAttributeName.QUEUE_ARN),
                                MOST_DELIVERIES);
        this.requests = queue(name, Map.of(QueueAttributeName.REDRIVE_POLICY, redrive));
        this.bulk = queue(name + "-bulk", Map.of(QueueAttributeName.REDRIVE_POLICY, redrive));
        this.replies = queue(name + "-replies", Map.of());
    }

    /** The worker's settings that lead here. */
    Map<String, String> settings() {
        return Map.of("USHER_REQUEST_QUEUE", name, "USHER_REPLY_QUEUE", name + "-replies");
    }

    /** The same with a bulk lane. */
    public Map<String, String> settingsOfBothLanes() {
        Map<String, String> both = new HashMap<>(settings());
        both.put("USHER_BULK_QUEUE", name + "-bulk");
        return both;
    }

    /** Sends at most {@link #BATCH} requests; the message ids, in their order. */
    List<String> send(List<PlannedRequest> batch) {
        return send(requests, batch);
    }

    /** The same to the bulk lane. */
    List<String> sendInBulk(List<PlannedRequest> batch) {
        return send(bulk, batch);
    }

    private List<String> send(String queue, List<PlannedRequest> batch) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (PlannedRequest request : batch) {
            entries.add(
                    SendMessageBatchRequestEntry.builder()
                            .id(Integer.toString(entries.size()))
                            .messageBody(request.body())
                            .build());
        }
        SendMessageBatchResponse response =
                sqs.sendMessageBatch(r -> r.queueUrl(queue).entries(entries));
        String[] ids = new String[batch.size()];
        response.successful().forEach(each -> ids[Integer.parseInt(each.id())] = each.messageId());
        return List.of(ids);
    }

    /** Takes replies, after waiting a second for some at most. */
    List<SoakReply> answers() {
        List<Message> messages = receive(replies, 1, PEEK_SECONDS);
        if (!messages.isEmpty()) {
            List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
            for (Message message : messages) {
                entries.add(
                        DeleteMessageBatchRequestEntry.builder()
                                .id(Integer.toString(entries.size()))
                                .receiptHandle(message.receiptHandle())
                                .build());
            }
            sqs.deleteMessageBatch(r -> r.queueUrl(replies).entries(entries));
        }
        return messages.stream()
                .map(message ->
                        SoakReply.of(
                                Replies.read(message.body())
                                        .orElseThrow(
                                                () -> new IllegalStateException("not a reply"))))
                .toList();
    }

    public int unreadAnswers() {
        return count(replies);
    }

    /** Requests that wait or are in flight. */
    int left() {
        return count(requests);
    }

    /** The same in the bulk lane. */
    public int leftInBulk() {
        return count(bulk);
    }

    /** All dead letters; they stay where they are. */
    List<SoakDeadLetter> deadLetters() {
        Map<String, SoakDeadLetter> found = new LinkedHashMap<>();
        for (List<Message> batch = receive(deadLetters, 0, PEEK_SECONDS);
                !batch.isEmpty();
                batch = receive(deadLetters, 0, PEEK_SECONDS)) {
            batch.forEach(message -> found.put(message.messageId(), deadLetter(message)));
        }
        return List.copyOf(found.values());
    }

    private static SoakDeadLetter deadLetter(Message message) {
        MessageAttributeValue stamp = message.messageAttributes().get("usher");
        if (stamp == null) {
            return new SoakDeadLetter(message.messageId(), SoakDeadLetter.REDRIVEN);
        }
        try {
            JsonNode json = JSON.readTree(stamp.stringValue());
            return new SoakDeadLetter(
                    json.path("messageId").asString(""), json.path("code").asString(""));
        } catch (JacksonException e) {
            throw new IllegalStateException("a dead letter's stamp is no JSON", e);
        }
    }

    private List<Message> receive(String url, int wait, int hidden) {
        return sqs.receiveMessage(r ->
                        r.queueUrl(url)
                                .maxNumberOfMessages(BATCH)
                                .waitTimeSeconds(wait)
                                .visibilityTimeout(hidden)
                                .messageAttributeNames("All"))
                .messages();
    }

    private int count(String url) {
        Map<QueueAttributeName, String> counts =
                sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                        .attributes();
        return Integer.parseInt(counts.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                + Integer.parseInt(
                        counts.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    private String queue(String called, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(r -> r.queueName(called).attributes(attributes)).queueUrl();
    }

    private String attribute(String url, QueueAttributeName attribute) {
        return Objects.requireNonNull(
                sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(attribute))
                        .attributes()
                        .get(attribute));
    }

    @Override
    public void close() {
        sqs.close();
    }
}
