package dev.usher.demo;

import dev.usher.demo.DemoScenario.Expected;
import dev.usher.message.Replies;
import dev.usher.message.Reply;
import dev.usher.message.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** Matches replies to the messages sent, and keeps the figures for the report. */
final class ReplyMatcher {
    private static final int SAMPLE = 100;

    private final Map<String, Sent> open = new ConcurrentHashMap<>();
    private final Map<String, List<Long>> latencies = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> idTokens = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();

    private record Sent(Expected expected, long atNanos) {}

    void sent(String messageId, Expected expected, long atNanos) {
        open.put(messageId, new Sent(expected, atNanos));
    }

    /** How many messages have their reply. */
    synchronized int answered() {
        return arrivals.size();
    }

    /** The replies that were not as expected, in words. */
    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    synchronized List<String> idTokens() {
        return List.copyOf(idTokens);
    }

    /** By status and code: milliseconds from sending to the reply, sorted. */
    synchronized Map<String, List<Long>> latencies() {
        latencies.values().forEach(each -> each.sort(null));
        return latencies;
    }

    /** Replies per second over the last part of the run, when everything is warm. */
    synchronized double rateOverLast(int count) {
        int from = Math.max(0, arrivals.size() - count - 1);
        if (arrivals.size() - from < 2) {
            return 0;
        }
        long nanos = arrivals.getLast() - arrivals.get(from);
        return (arrivals.size() - 1 - from) * 1e9 / Math.max(1, nanos);
    }

    /** Takes the replies of one receive; the entries to delete. */
    List<DeleteMessageBatchRequestEntry> take(List<Message> messages, long atNanos) {
        List<DeleteMessageBatchRequestEntry> done = new ArrayList<>();
        for (Message message : messages) {
            take(message.body(), atNanos);
            done.add(
                    DeleteMessageBatchRequestEntry.builder()
                            .id(Integer.toString(done.size()))
                            .receiptHandle(message.receiptHandle())
                            .build());
        }
        return done;
    }

    private synchronized void take(String body, long atNanos) {
        Reply reply =
                Replies.read(body).orElseThrow(() -> new IllegalStateException("not a reply"));
        Sent sent = open.remove(reply.requestMessageId());
        if (sent == null) {
            // A repeated reply counts once.
            return;
        }
        arrivals.add(atNanos);
        String status = reply.result().status();
        String code =
                reply.result() instanceof Result.Failed failed
                        ? failed.failure().code().name()
                        : null;
        Expected expected = sent.expected();
        if (!status.equals(expected.status()) || !Objects.equals(code, expected.code())) {
            wrong.add(
                    "%s: %s %s instead of %s %s"
                            .formatted(
                                    reply.id(), status, code, expected.status(), expected.code()));
        }
        String key = "%-10s %s".formatted(status, code == null ? "-" : code);
        latencies
                .computeIfAbsent(key, k -> new ArrayList<>())
                .add((atNanos - sent.atNanos()) / 1_000_000);
        if (reply.result() instanceof Result.Succeeded(var user, Result.Tokens tokens)
                && tokens != null
                && idTokens.size() < SAMPLE) {
            idTokens.add(tokens.idToken().reveal());
        }
    }
}
