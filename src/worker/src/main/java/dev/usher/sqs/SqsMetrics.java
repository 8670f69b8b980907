package dev.usher.sqs;

import dev.usher.sqs.Queue.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The metrics of the calls to one queue, under OpenTelemetry's names, and their number. Retries of
 * the SDK within a call are billed, but not visible here.
 */
public final class SqsMetrics {
    private final String queue;
    private final MeterRegistry registry;
    private final ErrorCodes codes = new ErrorCodes();
    private final Map<Call, Counter> requests = new ConcurrentHashMap<>();
    private final Map<Ended, Timer> durations = new ConcurrentHashMap<>();
    private final Map<String, Counter> sent = new ConcurrentHashMap<>();
    private final Map<Call, Counter> consumed = new ConcurrentHashMap<>();

    /** An operation of SQS, by OpenTelemetry's name and by SQS's. */
    enum Call {
        RECEIVE("receive", "ReceiveMessage"),
        SEND("send", "SendMessageBatch"),
        DELETE("delete", "DeleteMessageBatch"),
        CHANGE_VISIBILITY("change_visibility", "ChangeMessageVisibilityBatch"),
        LOOK("get_attributes", "GetQueueAttributes");

        private final String name;
        private final String apiName;

        Call(String name, String apiName) {
            this.name = name;
            this.apiName = apiName;
        }
    }

    private record Ended(Call call, String error) {}

    SqsMetrics(String queue, MeterRegistry registry) {
        this.queue = queue;
        this.registry = registry;
        for (Call call : Call.values()) {
            requests.put(
                    call,
                    Counter.builder("usher.sqs.requests")
                            .description(
                                    "Calls of SQS; what the SDK tries again by itself is billed too, but not in it")
                            .tag("operation", call.apiName)
                            .register(registry));
        }
    }

    /** Registers the metrics of a queue that is read from, before the first call. */
    public static void announceSource(String queue, MeterRegistry registry) {
        SqsMetrics meters = new SqsMetrics(queue, registry);
        List.of(Call.RECEIVE, Call.DELETE, Call.CHANGE_VISIBILITY).forEach(meters::announce);
        meters.received(0);
    }

    /** Registers the metrics of a queue that is sent to, before the first call. */
    public static void announceTarget(String queue, MeterRegistry registry) {
        SqsMetrics meters = new SqsMetrics(queue, registry);
        meters.announce(Call.SEND);
        var _ = meters.sent(ErrorCodes.NONE);
    }

    private void announce(Call call) {
        var _ = duration(new Ended(call, ErrorCodes.NONE));
    }

    /** Makes one call. A call that a stop aborted is billed, but not measured. */
    <R> R make(Call call, Supplier<R> sdkCall) {
        Counter count = requests.get(call);
        if (count != null) {
            count.increment();
        }
        long from = registry.config().clock().monotonicTime();
        try {
            R response = sdkCall.get();
            record(call, ErrorCodes.NONE, from);
            return response;
        } catch (SdkException e) {
            if (!(e instanceof AbortedException) && !Thread.currentThread().isInterrupted()) {
                record(call, codes.label(SqsErrors.code(e)), from);
            }
            throw e;
        }
    }

    void received(int messages) {
        consumed.computeIfAbsent(
                        Call.RECEIVE,
                        call ->
                                Counter.builder("messaging.client.consumed.messages")
                                        .description("Messages received")
                                        .tags(tags(call))
                                        .register(registry))
                .increment(messages);
    }

    void sent(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            sent(error(outcome)).increment();
        }
    }

    private Counter sent(String error) {
        return sent.computeIfAbsent(
                error,
                _ ->
                        Counter.builder("messaging.client.sent.messages")
                                .description("Messages sent: replies and dead letters")
                                .tags(tags(Call.SEND).and("error.type", error))
                                .register(registry));
    }

    private String error(Outcome outcome) {
        return outcome instanceof Outcome.Done ? ErrorCodes.NONE : codes.label(outcome.code());
    }

    private void record(Call call, String error, long from) {
        long took = registry.config().clock().monotonicTime() - from;
        duration(new Ended(call, error)).record(took, TimeUnit.NANOSECONDS);
    }

    private Timer duration(Ended ended) {
        return durations.computeIfAbsent(
                ended,
                each ->
                        DurationBuckets.timer(
                                        "messaging.client.operation.duration", "One call of SQS")
                                .tags(tags(each.call()).and("error.type", each.error()))
                                .register(registry));
    }

    private Tags tags(Call call) {
        return Tags.of(
                "messaging.system",
                "aws_sqs",
                "messaging.operation.name",
                call.name,
                "messaging.destination.name",
                queue);
    }
}
