package dev.usher.worker;

import dev.usher.message.FailureCode;
import dev.usher.message.RequestReading;
import dev.usher.message.Result;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts how requests end, over both lanes. */
final class RequestMeters {
    /** Of valid requests; the type of an invalid one may be anything. */
    static final List<String> TYPES = List.of("signup", "signin", "refresh");

    static final String INVALID = "invalid";

    /** Why messages are given back unfinished. */
    private static final List<String> REASONS =
            List.of("postponed", "faulted", "held", "broken", "unsent", "unattended", "abandoned");

    /** Why requests are dead-lettered, other than that SQS refuses their replies. */
    private static final Set<FailureCode> DEAD_LETTER_CODES =
            EnumSet.of(
                    FailureCode.INVALID_REQUEST,
                    FailureCode.RETRIES_EXHAUSTED,
                    FailureCode.STRANDED);

    private final MeterRegistry registry;
    private final Map<Answer, Counter> answers = new ConcurrentHashMap<>();
    private final Map<FailureCode, Counter> deadLetters = new ConcurrentHashMap<>();
    private final Map<String, Counter> released = new ConcurrentHashMap<>();

    private record Answer(String type, String status, String code, boolean duplicate) {}

    RequestMeters(MeterRegistry registry) {
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
        DEAD_LETTER_CODES.forEach(code -> counter(code).increment(0));
        REASONS.forEach(reason -> counter(reason).increment(0));
    }

    static String type(RequestReading reading) {
        return switch (reading) {
            case RequestReading.Valid valid -> valid.request().type();
            case RequestReading.Invalid _ -> INVALID;
        };
    }

    /** SQS has accepted the final reply to a request. */
    void answered(RequestReading reading, Result result, boolean duplicate) {
        counter(new Answer(type(reading), result.status(), code(result), duplicate)).increment();
    }

    void deadLettered(FailureCode code) {
        counter(code).increment();
    }

    /**
     * Counts them whatever SQS answers: those that it does not take back are delivered again too.
     */
    void released(String reason, int messages) {
        counter(reason).increment(messages);
    }

    /** A failure's code; empty for all else. */
    static String code(Result result) {
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
                                        "Messages given back unfinished, for their queue to deliver again")
                                .tag("reason", each)
                                .register(registry));
    }
}
