package dev.usher.soak;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;

/** Sends the messages of a plan, ten at a time. */
final class RequestSender {
    /** Some more than Cognito's quota takes, so that there is a queue. */
    private static final int MESSAGES_A_SECOND = 50;

    static final Duration EVERY = Duration.ofMillis(1000L * SoakQueues.BATCH / MESSAGES_A_SECOND);

    private final Queue<PlannedRequest> waiting;
    private final SoakQueues post;
    private final MessageLog messageLog;

    RequestSender(RequestPlan plan, SoakQueues post, MessageLog messageLog) {
        this.waiting = new ArrayDeque<>(plan.order());
        this.post = post;
        this.messageLog = messageLog;
    }

    /** Sends the next ones; whether there are more. */
    boolean next() {
        List<PlannedRequest> batch =
                IntStream.range(0, Math.min(SoakQueues.BATCH, waiting.size()))
                        .mapToObj(_ -> waiting.remove())
                        .toList();
        if (!batch.isEmpty()) {
            long now = System.nanoTime();
            List<String> messageIds = post.send(batch);
            for (int i = 0; i < batch.size(); i++) {
                messageLog.sent(messageIds.get(i), batch.get(i), now);
            }
        }
        return !waiting.isEmpty();
    }
}
