package dev.usher.app;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The queues of one worker, and somebody who sends to them and keeps all replies. */
public final class Desk implements AutoCloseable {
    public static final String PASSWORD = "Right-Passw0rd";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int BATCH = 10;

    public final String name;
    public final String requests;
    public final String bulk;
    final String replies;
    final String others;
    public final String deadLetters;
    private final Premises premises;
    private final SqsClient sqs;
    private final boolean fifo;
    private final Map<String, List<Letter>> letters = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Letter> all = new ConcurrentLinkedQueue<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final List<Thread> readers;
    private volatile boolean closed;

    /** A reply. */
    public record Letter(String queue, JsonNode body, Map<String, String> attributes) {
        public String status() {
            return body.path("status").asString("");
        }

        /** Null on anything but a failure. */
        public @Nullable String code() {
            return body.path("failure").path("code").asString(null);
        }

        /** Null where it could not be read. */
        public @Nullable String id() {
            return body.path("id").asString(null);
        }

        String messageId() {
            return body.path("requestMessageId").asString("");
        }

        Instant completedAt() {
            return Instant.parse(body.path("completedAt").asString(""));
        }

        public String problem() {
            return body.path("failure").path("message").asString("");
        }

        public String token(String name) {
            return body.path("tokens").path(name).asString("");
        }
    }

    /**
     * @param name of the request queue; the others begin with it
     */
    public Desk(Premises premises, String name) {
        this(premises, name, false);
    }

    /**
     * @param fifo whether all queues are FIFO ones, and end in {@code .fifo}
     */
    public Desk(Premises premises, String name, boolean fifo) {
        this.name = name;
        this.premises = premises;
        this.sqs = premises.sqs;
        this.fifo = fifo;
        this.deadLetters = queue(name + "-dead", Map.of());
        String redrive =
                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"100\"}"
                        .formatted(arn(deadLetters));
        this.requests = queue(name, Map.of(QueueAttributeName.REDRIVE_POLICY, redrive));
        this.bulk = queue(name + "-bulk", Map.of(QueueAttributeName.REDRIVE_POLICY, redrive));
        this.replies = queue(name + "-replies", Map.of());
        this.others = queue(name + "-others", Map.of());
        this.readers =
                List.of(
                        Thread.ofVirtual().start(() -> read("replies", replies)),
                        Thread.ofVirtual().start(() -> read("others", others)));
    }

    private String queue(String called, Map<QueueAttributeName, String> attributes) {
        Map<QueueAttributeName, String> all = new HashMap<>(attributes);
        if (fifo) {
            all.put(QueueAttributeName.FIFO_QUEUE, "true");
        }
        Belongings belongings = premises.belongings;
        String url =
                sqs.createQueue(r ->
                                r.queueName(called(called)).attributes(all).tags(belongings.tags()))
                        .queueUrl();
        belongings.made("queue " + called(called), () -> sqs.deleteQueue(r -> r.queueUrl(url)));
        // SQS may take a moment to know a queue that it has just made.
        Awaitility.await()
                .atMost(premises.site.patience())
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(QueueDoesNotExistException.class)
                .until(() -> arn(url), arn -> !arn.isEmpty());
        return url;
    }

    private String arn(String url) {
        return String.valueOf(
                sqs.getQueueAttributes(
                                r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes()
                        .get(QueueAttributeName.QUEUE_ARN));
    }

    private String called(String queue) {
        return premises.belongings.prefix() + queue + (fifo ? ".fifo" : "");
    }

    public String bulkName() {
        return called(name + "-bulk");
    }

    /** What a request calls the other reply queue. */
    public String replyToOthers() {
        return called(name + "-others");
    }

    /** The worker's settings that lead here. */
    public Map<String, String> settings() {
        Map<String, String> variables = new HashMap<>();
        variables.put("USHER_REQUEST_QUEUE", called(name));
        variables.put("USHER_REPLY_QUEUE", called(name + "-replies"));
        variables.put("USHER_REPLY_QUEUES", replyToOthers());
        return variables;
    }

    /** A sign-up of a user that is called as its id. */
    public static ObjectNode signUp(String id) {
        return request("signup", id).put("password", PASSWORD);
    }

    public static ObjectNode request(String type, String id) {
        return JSON.createObjectNode().put("type", type).put("id", id).put("username", id);
    }

    /** The message id. */
    public String send(Object body) {
        return sqs.sendMessage(r -> r.queueUrl(requests).messageBody(body.toString())).messageId();
    }

    /** Where SQS puts what was received too often. */
    public void bury(Object body) {
        sqs.sendMessage(r -> r.queueUrl(deadLetters).messageBody(body.toString()));
    }

    /** With a message attribute. */
    public String send(Object body, String attribute, String value) {
        MessageAttributeValue text =
                MessageAttributeValue.builder().dataType("String").stringValue(value).build();
        return sqs.sendMessage(r ->
                        r.queueUrl(requests)
                                .messageBody(body.toString())
                                .messageAttributes(Map.of(attribute, text)))
                .messageId();
    }

    /** To a FIFO queue. */
    public String sendInGroup(String group, Object body) {
        return sqs.sendMessage(r ->
                        r.queueUrl(requests)
                                .messageBody(body.toString())
                                .messageGroupId(group)
                                .messageDeduplicationId(UUID.randomUUID().toString()))
                .messageId();
    }

    /** Copies a dead letter back as it is. */
    String replay(Message dead) {
        return sqs.sendMessage(r ->
                        r.queueUrl(requests)
                                .messageBody(dead.body())
                                .messageAttributes(dead.messageAttributes())
                                .messageGroupId(fifo ? "replay" : null)
                                .messageDeduplicationId(fifo ? UUID.randomUUID().toString() : null))
                .messageId();
    }

    /** The message ids, in the bodies' order. */
    public List<String> sendAll(List<?> bodies) {
        return sendAll(requests, bodies);
    }

    /** To the bulk lane or the other. */
    public List<String> sendAll(String queue, List<?> bodies) {
        List<String> ids = new ArrayList<>();
        for (int from = 0; from < bodies.size(); from += BATCH) {
            List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
            for (Object body : bodies.subList(from, Math.min(bodies.size(), from + BATCH))) {
                entries.add(
                        SendMessageBatchRequestEntry.builder()
                                .id(Integer.toString(entries.size()))
                                .messageBody(body.toString())
                                .build());
            }
            SendMessageBatchResponse response =
                    sqs.sendMessageBatch(r -> r.queueUrl(queue).entries(entries));
            String[] batch = new String[entries.size()];
            response.successful().forEach(e -> batch[Integer.parseInt(e.id())] = e.messageId());
            ids.addAll(List.of(batch));
        }
        return ids;
    }

    /** Sends it and waits for the first reply. */
    public Letter ask(Object body) {
        return await(send(body));
    }

    /** The first reply to the message, once it is there. */
    public Letter await(String messageId) {
        return awaitAll(messageId, 1).getFirst();
    }

    /** The replies to the message, once there are so many. */
    List<Letter> awaitAll(String messageId, int count) {
        Awaitility.await()
                .atMost(premises.site.patience())
                .pollInterval(Duration.ofMillis(20))
                .until(() -> letters(messageId).size() >= count);
        return letters(messageId);
    }

    /** The first reply that is meant, to whatever message. */
    public Letter awaitLetter(Predicate<Letter> meant) {
        return Awaitility.await()
                .atMost(premises.site.patience())
                .until(() -> all.stream().filter(meant).findFirst().orElse(null), Objects::nonNull);
    }

    public List<Letter> letters(String messageId) {
        return List.copyOf(letters.getOrDefault(messageId, List.of()));
    }

    public List<Letter> letters() {
        return List.copyOf(all);
    }

    /** How many of the messages have their reply. */
    public long answered(List<String> messageIds) {
        return messageIds.stream().filter(letters::containsKey).count();
    }

    /** Takes all dead letters that are there now, away from the queue. */
    public List<Message> takeDeadLetters() {
        List<Message> found = new ArrayList<>();
        List<Message> batch = receive(deadLetters, 0);
        while (!batch.isEmpty()) {
            found.addAll(batch);
            batch = receive(deadLetters, 0);
        }
        return found;
    }

    /** Takes dead letters away until there is one with that body. */
    public Message awaitDeadLetter(String body) {
        return Awaitility.await()
                .atMost(premises.site.patience())
                .until(
                        () ->
                                receive(deadLetters, 1).stream()
                                        .filter(message -> message.body().equals(body))
                                        .findFirst()
                                        .orElse(null),
                        Objects::nonNull);
    }

    /** How many requests wait or are in hand. */
    public int left() {
        return left(requests);
    }

    public int left(String queue) {
        return count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                + count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    /** How many requests are hidden, because somebody has them in hand or had. */
    public int inFlight() {
        return count(requests, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    private int count(String queue, QueueAttributeName what) {
        return Integer.parseInt(
                sqs.getQueueAttributes(
                                r -> r.queueUrl(queue).attributeNames(QueueAttributeName.ALL))
                        .attributes()
                        .get(what));
    }

    private void read(String queue, String url) {
        while (!closed) {
            try {
                for (Message message : receive(url, 1)) {
                    if (!seen.add(message.messageId())) {
                        continue; // SQS delivers more than once now and then
                    }
                    Map<String, String> attributes = new HashMap<>();
                    message.messageAttributes()
                            .forEach((key, value) -> attributes.put(key, value.stringValue()));
                    Letter letter = new Letter(queue, parse(message.body()), attributes);
                    all.add(letter);
                    letters.merge(
                            letter.messageId(),
                            List.of(letter),
                            (before, one) -> {
                                List<Letter> both = new ArrayList<>(before);
                                both.addAll(one);
                                return both;
                            });
                }
            } catch (SdkException e) {
                // A test is breaking the wire; what was not deleted comes again.
            }
        }
    }

    private List<Message> receive(String url, int seconds) {
        List<Message> messages =
                sqs.receiveMessage(r ->
                                r.queueUrl(url)
                                        .maxNumberOfMessages(BATCH)
                                        .waitTimeSeconds(seconds)
                                        .messageAttributeNames("All"))
                        .messages();
        if (!messages.isEmpty()) {
            List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
            for (Message message : messages) {
                entries.add(
                        DeleteMessageBatchRequestEntry.builder()
                                .id(Integer.toString(entries.size()))
                                .receiptHandle(message.receiptHandle())
                                .build());
            }
            sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(entries));
        }
        return messages;
    }

    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        Awaitility.await().until(() -> readers.stream().noneMatch(Thread::isAlive));
    }
}
