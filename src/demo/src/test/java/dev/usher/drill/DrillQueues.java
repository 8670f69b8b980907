package dev.usher.drill;

import dev.usher.app.Account;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The queues of the drill. */
final class DrillQueues implements AutoCloseable {
    static final String REQUESTS = "drill-requests";
    private static final String DEAD = "drill-dead";
    private static final int BATCH = 10;

    private final SqsClient sqs;
    private final String requests;
    private final String dead;
    private final String replies;
    private final Map<String, List<String>> answers = new HashMap<>();

    DrillQueues(Account account) {
        this.sqs = Account.sqs(account.aws.endpoint());
        this.dead = queue(DEAD);
        this.requests = queue(REQUESTS);
        this.replies = queue("drill-replies");
    }

    private String queue(String name) {
        return sqs.createQueue(r -> r.queueName(name)).queueUrl();
    }

    Map<String, String> settings() {
        return Map.of(
                "USHER_REQUEST_QUEUE", REQUESTS,
                "USHER_REPLY_QUEUE", "drill-replies",
                "USHER_DEAD_LETTER_QUEUE", DEAD);
    }

    void plant(List<PlantedDeadLetter> letters) {
        for (int from = 0; from < letters.size(); from += BATCH) {
            List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
            for (PlantedDeadLetter letter :
                    letters.subList(from, Math.min(letters.size(), from + BATCH))) {
                entries.add(
                        SendMessageBatchRequestEntry.builder()
                                .id(letter.id())
                                .messageBody(letter.body())
                                .messageAttributes(letter.attributes())
                                .build());
            }
            var _ = sqs.sendMessageBatch(r -> r.queueUrl(dead).entries(entries));
        }
    }

    /** How many copies wait for the worker. */
    int copies() {
        return count(requests, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    /** How many dead letters there are that anybody could receive. */
    int deadLetters() {
        return count(dead, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    int hiddenDeadLetters() {
        return count(dead, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    private int count(String url, QueueAttributeName what) {
        return Integer.parseInt(
                sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(what))
                        .attributes()
                        .get(what));
    }

    /** Takes what replies are there; by id all of them so far. */
    Map<String, List<String>> answers() {
        List<Message> batch = receive();
        while (!batch.isEmpty()) {
            for (Message message : batch) {
                JsonNode reply = parse(message.body());
                answers.computeIfAbsent(reply.path("id").asString(""), id -> new ArrayList<>())
                        .add(
                                reply.path("status").asString("")
                                        + reply.path("failure").path("code").asString(""));
            }
            batch = receive();
        }
        return answers;
    }

    private List<Message> receive() {
        List<Message> messages =
                sqs.receiveMessage(r -> r.queueUrl(replies).maxNumberOfMessages(BATCH)).messages();
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Message message : messages) {
            entries.add(
                    DeleteMessageBatchRequestEntry.builder()
                            .id(Integer.toString(entries.size()))
                            .receiptHandle(message.receiptHandle())
                            .build());
        }
        if (!entries.isEmpty()) {
            var _ = sqs.deleteMessageBatch(r -> r.queueUrl(replies).entries(entries));
        }
        return messages;
    }

    static JsonNode parse(String json) {
        try {
            return new JsonMapper().readTree(json);
        } catch (JacksonException e) {
            throw new AssertionError("no JSON", e); // it is not quoted: it might hold a secret
        }
    }

    @Override
    public void close() {
        sqs.close();
    }
}
