package dev.usher.cognito;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Metrics of the calls to Cognito and of their waits. Probes are left out. */
final class CognitoMetrics {
    private static final Duration[] BOUNDS =
            LongStream.of(5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000)
                    .mapToObj(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private static final String OK = "ok";

    private final MeterRegistry registry;
    private final Map<Ended, Counter> calls = new ConcurrentHashMap<>();
    private final Map<CognitoOperation, Timer> durations = new EnumMap<>(CognitoOperation.class);
    private final Map<QuotaCategory, Counter> throttled = new EnumMap<>(QuotaCategory.class);
    private final Map<QuotaCategory, Map<TrafficClass, Timer>> waits =
            new EnumMap<>(QuotaCategory.class);

    private record Ended(CognitoOperation operation, String result) {}

    CognitoMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (CognitoOperation operation : CognitoOperation.values()) {
            List.of(OK, "TooManyRequestsException", CognitoErrors.NO_ANSWER)
                    .forEach(result -> counter(new Ended(operation, result)).increment(0));
            durations.put(
                    operation,
                    Timer.builder("usher.cognito.call.duration")
                            .description("One Cognito call, without its wait for the pacer")
                            .tag("operation", operation.apiName())
                            .serviceLevelObjectives(BOUNDS)
                            .register(registry));
        }
        for (QuotaCategory quotaCategory : QuotaCategory.values()) {
            throttled.put(
                    quotaCategory,
                    Counter.builder("usher.cognito.throttled")
                            .description("Cognito calls that were refused for the quota")
                            .tag("category", quotaCategory.name())
                            .register(registry));
            Map<TrafficClass, Timer> lanes = new EnumMap<>(TrafficClass.class);
            for (TrafficClass trafficClass : TrafficClass.values()) {
                lanes.put(
                        trafficClass,
                        Timer.builder("usher.pacer.wait")
                                .description("Waits of Cognito calls for their turn")
                                .tags("category", quotaCategory.name(), "lane", lane(trafficClass))
                                .register(registry));
            }
            waits.put(quotaCategory, lanes);
        }
    }

    /** As the label calls it. */
    static String lane(TrafficClass trafficClass) {
        return trafficClass.name().toLowerCase(Locale.ROOT);
    }

    /** Makes one call and measures how long it takes, even if it fails. */
    <R> R make(CognitoOperation operation, Supplier<R> sdkCall) {
        long from = now();
        try {
            return sdkCall.get();
        } finally {
            requireNonNull(durations.get(operation)).record(now() - from, TimeUnit.NANOSECONDS);
        }
    }

    void answered(CognitoOperation operation) {
        counter(new Ended(operation, OK)).increment();
    }

    void failed(CognitoOperation operation, String code) {
        counter(new Ended(operation, CognitoErrors.label(code))).increment();
    }

    void throttled(CognitoOperation operation) {
        requireNonNull(throttled.get(operation.category())).increment();
    }

    /** Waits for a turn, and measures how long it takes. */
    Pacer.Turn await(Pacers pacers, CognitoOperation operation, TrafficClass trafficClass)
            throws InterruptedException {
        long from = now();
        Pacer.Turn turn = pacers.await(operation.category(), trafficClass);
        requireNonNull(requireNonNull(waits.get(operation.category())).get(trafficClass))
                .record(now() - from, TimeUnit.NANOSECONDS);
        return turn;
    }

    private Counter counter(Ended ended) {
        return calls.computeIfAbsent(
                ended,
                each ->
                        Counter.builder("usher.cognito.calls")
                                .description("Cognito calls, by what came of them")
                                .tag("operation", each.operation().apiName())
                                .tag("result", each.result())
                                .register(registry));
    }

    private long now() {
        return registry.config().clock().monotonicTime();
    }
}
