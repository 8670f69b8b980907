package dev.usher.worker;

import dev.usher.flow.Verdict;
import dev.usher.message.FailureCode;
import dev.usher.sqs.Buckets;
import dev.usher.sqs.ErrorCodes;
import dev.usher.sqs.RequestMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Measures how long one queue's messages are worked on, and what that comes to. */
final class WorkMeters {
    private static final String BROKEN = "broken";

    private final String queue;
    private final MeterRegistry registry;
    private final ErrorCodes codes = new ErrorCodes();
    private final Map<End, Timer> timers = new ConcurrentHashMap<>();

    /** How the work on a message ended. */
    private record End(String type, String outcome, String error) {}

    WorkMeters(String queue, MeterRegistry registry) {
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

        void read(Inquiry inquiry) {
            type = RequestMeters.type(inquiry.parsed());
        }

        void settled(Fate fate) {
            outcome = name(fate);
            error = error(fate);
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
                        Buckets.timer(
                                        "messaging.process.duration",
                                        "The work on a message, until it is settled")
                                .tags("messaging.system", "aws_sqs")
                                .tags("messaging.operation.name", "process")
                                .tags("messaging.destination.name", queue)
                                .tags("type", each.type(), "outcome", each.outcome())
                                .tags("error.type", each.error())
                                .register(registry));
    }

    private static String name(Fate fate) {
        return switch (fate) {
            case Fate.Answered(Verdict.Answered verdict) -> verdict.result().status();
            case Fate.Buried _ -> "dead-lettered";
            case Fate.Again(Verdict verdict, _) ->
                    switch (verdict) {
                        case Verdict.Answered _, Verdict.DeadLettered _ -> "unsettled";
                        case Verdict.Postponed _ -> "postponed";
                        case Verdict.Faulted _ -> "faulted";
                        case Verdict.Held _ -> "held";
                    };
        };
    }

    private String error(Fate fate) {
        return switch (fate) {
            case Fate.Answered(Verdict.Answered verdict) -> RequestMeters.code(verdict.result());
            case Fate.Buried(FailureCode code, _) -> code.name();
            case Fate.Again(Verdict verdict, String code) ->
                    switch (verdict) {
                        case Verdict.Answered _, Verdict.DeadLettered _ -> codes.label(code);
                        case Verdict.Postponed _ -> ErrorCodes.NONE;
                        case Verdict.Faulted(_, String reason) -> codes.label(reason);
                        case Verdict.Held(_, boolean passes) -> passes ? "outage" : "set-up";
                    };
        };
    }
}
