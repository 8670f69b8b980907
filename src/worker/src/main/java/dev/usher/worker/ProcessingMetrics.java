package dev.usher.worker;

import dev.usher.flow.HandlerResult;
import dev.usher.message.FailureCode;
import dev.usher.sqs.DurationBuckets;
import dev.usher.sqs.ErrorCodes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Measures the work on one queue's messages: how long it takes, and how it ends. */
final class ProcessingMetrics {
    private static final String BROKEN = "broken";

    private final String queue;
    private final MeterRegistry registry;
    private final ErrorCodes codes = new ErrorCodes();
    private final Map<End, Timer> timers = new ConcurrentHashMap<>();

    /** How the work on a message ended. */
    private record End(String type, String outcome, String error) {}

    ProcessingMetrics(String queue, MeterRegistry registry) {
        this.queue = queue;
        this.registry = registry;
        for (String type : RequestMeters.TYPES) {
            var _ = timer(new End(type, "succeeded", ErrorCodes.NONE));
        }
    }

    /** The work on one message, from now on. */
    Span begin() {
        return new Span(registry.config().clock().monotonicTime());
    }

    /** Used by one thread. */
    final class Span {
        private final long from;
        private String type = RequestMeters.INVALID;
        private String outcome = BROKEN;
        private String error = ErrorCodes.OTHER;

        private Span(long from) {
            this.from = from;
        }

        void read(ReceivedRequest request) {
            type = RequestMeters.type(request.reading());
        }

        void settled(SettlementResult result) {
            outcome = name(result);
            error = error(result);
        }

        void broken(Throwable e) {
            outcome = BROKEN;
            error = codes.label(e.getClass().getSimpleName());
        }

        void end() {
            long took = registry.config().clock().monotonicTime() - from;
            timer(new End(type, outcome, error)).record(took, TimeUnit.NANOSECONDS);
        }
    }

    private Timer timer(End end) {
        return timers.computeIfAbsent(
                end,
                each ->
                        DurationBuckets.timer(
                                        "messaging.process.duration",
                                        "The work on a message, until it is settled")
                                .tags("messaging.system", "aws_sqs")
                                .tags("messaging.operation.name", "process")
                                .tags("messaging.destination.name", queue)
                                .tags("type", each.type(), "outcome", each.outcome())
                                .tags("error.type", each.error())
                                .register(registry));
    }

    private static String name(SettlementResult result) {
        return switch (result) {
            case SettlementResult.Answered(HandlerResult.Answered handled) ->
                    handled.result().status();
            case SettlementResult.DeadLettered _ -> "dead-lettered";
            case SettlementResult.GivenBack(HandlerResult handled, _) ->
                    switch (handled) {
                        case HandlerResult.Answered _, HandlerResult.DeadLettered _ -> "unsettled";
                        case HandlerResult.Postponed _ -> "postponed";
                        case HandlerResult.Faulted _ -> "faulted";
                        case HandlerResult.Held _ -> "held";
                    };
        };
    }

    private String error(SettlementResult result) {
        return switch (result) {
            case SettlementResult.Answered(HandlerResult.Answered handled) ->
                    RequestMeters.code(handled.result());
            case SettlementResult.DeadLettered(FailureCode code, _) -> code.name();
            case SettlementResult.GivenBack(HandlerResult handled, String code) ->
                    switch (handled) {
                        case HandlerResult.Answered _, HandlerResult.DeadLettered _ ->
                                codes.label(code);
                        case HandlerResult.Postponed _ -> ErrorCodes.NONE;
                        case HandlerResult.Faulted(_, String reason) -> codes.label(reason);
                        case HandlerResult.Held(_, boolean passes) -> passes ? "outage" : "set-up";
                    };
        };
    }
}
