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

/** What is measured of the calls to Cognito, and of what they wait for. Probes are left out. */
final class CallMeters {
    private static final Duration[] BOUNDS =
            LongStream.of(5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000)
                    .mapToObj(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private static final String OK = "ok";

    private final MeterRegistry registry;
    private final Map<Ended, Counter> calls = new ConcurrentHashMap<>();
    private final Map<Operation, Timer> durations = new EnumMap<>(Operation.class);
    private final Map<Category, Counter> throttled = new EnumMap<>(Category.class);
    private final Map<Category, Map<Traffic, Timer>> waits = new EnumMap<>(Category.class);

    private record Ended(Operation operation, String result) {}

    CallMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Operation operation : Operation.values()) {
            List.of(OK, "TooManyRequestsException", Errors.NO_ANSWER)
                    .forEach(result -> counter(new Ended(operation, result)).increment(0));
            durations.put(
                    operation,
                    Timer.builder("usher.cognito.call.duration")
                            .description("One Cognito call, without its wait for the pacer")
                            .tag("operation", operation.apiName())
                            .serviceLevelObjectives(BOUNDS)
                            .register(registry));
        }
        for (Category category : Category.values()) {
            throttled.put(
                    category,
                    Counter.builder("usher.cognito.throttled")
                            .description("Cognito calls that were refused for the quota")
                            .tag("category", category.name())
                            .register(registry));
            Map<Traffic, Timer> lanes = new EnumMap<>(Traffic.class);
            for (Traffic traffic : Traffic.values()) {
                lanes.put(
                        traffic,
                        Timer.builder("usher.pacer.wait")
                                .description("Waits of Cognito calls for their turn")
                                .tags("category", category.name(), "lane", lane(traffic))
                                .register(registry));
            }
            waits.put(category, lanes);
        }
    }

    /** As the label calls it. */
    static String lane(Traffic traffic) {
        return traffic.name().toLowerCase(Locale.ROOT);
    }

    /** Makes one call and measures how long it takes, whatever comes of it. */
    <R> R make(Operation operation, Supplier<R> sdkCall) {
        long from = now();
        try {
            return sdkCall.get();
        } finally {
            requireNonNull(durations.get(operation)).record(now() - from, TimeUnit.NANOSECONDS);
        }
    }

    void answered(Operation operation) {
        counter(new Ended(operation, OK)).increment();
    }

    void failed(Operation operation, String code) {
        counter(new Ended(operation, Errors.label(code))).increment();
    }

    void throttled(Operation operation) {
        requireNonNull(throttled.get(operation.category())).increment();
    }

    /** Waits for a turn, and measures how long it takes. */
    Pacer.Turn await(Pacers pacers, Operation operation, Traffic traffic)
            throws InterruptedException {
        long from = now();
        Pacer.Turn turn = pacers.await(operation.category(), traffic);
        requireNonNull(requireNonNull(waits.get(operation.category())).get(traffic))
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
