package dev.usher.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What was sent and what came back, while it comes; any thread may use it. */
final class MessageLog {
    private final Map<String, Sent> sent = new ConcurrentHashMap<>();
    private final Map<String, Long> firstAnswers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<SoakReply> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();

    private record Sent(PlannedRequest request, long atNanos) {}

    void sent(String messageId, PlannedRequest request, long atNanos) {
        sent.put(messageId, new Sent(request, atNanos));
    }

    void answered(SoakReply answer, long atNanos) {
        answers.add(answer);
        if (firstAnswers.putIfAbsent(answer.messageId(), atNanos) == null) {
            answered.incrementAndGet();
        }
    }

    int sent() {
        return sent.size();
    }

    /** How many messages have an answer. */
    int answered() {
        return answered.get();
    }

    RecordedMessages mail(List<SoakDeadLetter> deadLetters) {
        Map<String, PlannedRequest> requests = new ConcurrentHashMap<>();
        sent.forEach((messageId, each) -> requests.put(messageId, each.request()));
        return new RecordedMessages(requests, List.copyOf(answers), deadLetters);
    }

    /** Milliseconds from sending a message to its first answer, sorted. */
    List<Long> latencies() {
        List<Long> millis = new ArrayList<>();
        sent.forEach((messageId, each) -> {
            Long at = firstAnswers.get(messageId);
            if (at != null) {
                millis.add(Math.max(0, at - each.atNanos()) / 1_000_000);
            }
        });
        millis.sort(null);
        return millis;
    }

    /** Seconds from the first message sent to the last first answer; 0 without one. */
    double seconds() {
        OptionalLong first = sent.values().stream().mapToLong(Sent::atNanos).min();
        OptionalLong last = firstAnswers.values().stream().mapToLong(Long::longValue).max();
        return first.isPresent() && last.isPresent()
                ? (last.getAsLong() - first.getAsLong()) / 1e9
                : 0;
    }
}
