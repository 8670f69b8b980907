package dev.usher.worker;

import dev.usher.flow.HandlerResult;
import dev.usher.message.FailureCode;
import dev.usher.sqs.DurationBuckets;
import dev.usher.sqs.ErrorCodes;
import dev.usher.sqs.RequestMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Measures how long one queue's messages are worked on, and what that comes to. */
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

        void read(ReceivedRequest receivedRequest) {
            type = RequestMeters.type(receivedRequest.parsed());
        }

        void settled(SettlementResult settlementResult) {
            outcome = name(settlementResult);
            error = error(settlementResult);
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

    private static String name(SettlementResult settlementResult) {
        return switch (settlementResult) {
            case SettlementResult.Answered(HandlerResult.Answered handlerResult) ->
                    handlerResult.result().status();
            case SettlementResult.Buried _ -> "dead-lettered";
            case SettlementResult.Again(HandlerResult handlerResult, _) ->
                    switch (handlerResult) {
                        case HandlerResult.Answered _, HandlerResult.DeadLettered _ -> "unsettled";
                        case HandlerResult.Postponed _ -> "postponed";
                        case HandlerResult.Faulted _ -> "faulted";
                        case HandlerResult.Held _ -> "held";
                    };
        };
    }

    private String error(SettlementResult settlementResult) {
        return switch (settlementResult) {
            case SettlementResult.Answered(HandlerResult.Answered handlerResult) ->
                    RequestMeters.code(handlerResult.result());
            case SettlementResult.Buried(FailureCode code, _) -> code.name();
            case SettlementResult.Again(HandlerResult handlerResult, String code) ->
                    switch (handlerResult) {
                        case HandlerResult.Answered _, HandlerResult.DeadLettered _ ->
                                codes.label(code);
                        case HandlerResult.Postponed _ -> ErrorCodes.NONE;
                        case HandlerResult.Faulted(_, String reason) -> codes.label(reason);
                        case HandlerResult.Held(_, boolean passes) -> passes ? "outage" : "set-up";
                    };
        };
    }
}
