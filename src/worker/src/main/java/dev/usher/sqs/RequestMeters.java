package dev.usher.sqs;

import dev.usher.message.FailureCode;
import dev.usher.message.Result;
import dev.usher.worker.Codec.Parsed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what became of requests. Both lanes count together. */
public final class RequestMeters {
    /** Of a valid request; what an invalid one calls its type may be anything. */
    public static final List<String> TYPES = List.of("signup", "signin", "refresh");

    public static final String INVALID = "invalid";

    /** Why messages are let go of unfinished. */
    private static final List<String> REASONS =
            List.of("postponed", "faulted", "held", "broken", "unsent", "unattended", "abandoned");

    /** What requests are given up for, other than that SQS refuses their replies. */
    private static final Set<FailureCode> DEADLY =
            EnumSet.of(
                    FailureCode.INVALID_REQUEST,
                    FailureCode.RETRIES_EXHAUSTED,
                    FailureCode.STRANDED);

    private final MeterRegistry registry;
    private final Map<Answer, Counter> answers = new ConcurrentHashMap<>();
    private final Map<FailureCode, Counter> deadLetters = new ConcurrentHashMap<>();
    private final Map<String, Counter> released = new ConcurrentHashMap<>();

    private record Answer(String type, String status, String code, boolean duplicate) {}

    public RequestMeters(MeterRegistry registry) {
        this.registry = registry;
        for (String type : TYPES) {
            announce(new Answer(type, "succeeded", "", false));
            announce(new Answer(type, "succeeded", "", true));
            announce(new Answer(type, "challenged", "", false));
            for (FailureCode code : EnumSet.complementOf(EnumSet.of(FailureCode.STRANDED))) {
                announce(new Answer(type, "failed", code.name(), false));
            }
        }
        announce(new Answer(INVALID, "failed", FailureCode.INVALID_REQUEST.name(), false));
        DEADLY.forEach(code -> counter(code).increment(0));
        REASONS.forEach(reason -> counter(reason).increment(0));
    }

    public static String type(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Valid valid -> valid.request().type();
            case Parsed.Invalid _ -> INVALID;
        };
    }

    /** A request has its final answer: SQS has accepted the reply. */
    public void answered(Parsed parsed, Result result, boolean duplicate) {
        counter(new Answer(type(parsed), result.status(), code(result), duplicate)).increment();
    }

    public void buried(FailureCode code) {
        counter(code).increment();
    }

    /**
     * Whatever SQS says to it: if it does not take them back, it gives them out again all the same.
     */
    public void released(String reason, int messages) {
        counter(reason).increment(messages);
    }

    /** A failure's code; empty for all else. */
    public static String code(Result result) {
        return result instanceof Result.Failed(var failure) ? failure.code().name() : "";
    }

    private void announce(Answer answer) {
        counter(answer).increment(0);
    }

    private Counter counter(Answer answer) {
        return answers.computeIfAbsent(
                answer,
                each ->
                        Counter.builder("usher.requests")
                                .description("Requests that got their final answer")
                                .tags("type", each.type(), "status", each.status())
                                .tags("code", each.code())
                                .tags("duplicate", Boolean.toString(each.duplicate()))
                                .register(registry));
    }

    private Counter counter(FailureCode code) {
        return deadLetters.computeIfAbsent(
                code,
                each ->
                        Counter.builder("usher.dead_letters")
                                .description("Dead letters that the worker sent")
                                .tag("code", each.name())
                                .register(registry));
    }

    private Counter counter(String reason) {
        return released.computeIfAbsent(
                reason,
                each ->
                        Counter.builder("usher.released")
                                .description(
                                        "Messages let go of unfinished, for their queue to give out again")
                                .tag("reason", each)
                                .register(registry));
    }
}
