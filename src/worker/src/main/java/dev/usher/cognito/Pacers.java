package dev.usher.cognito;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** One pacer per quota category. */
final class Pacers {
    private final Map<QuotaCategory, Pacer> pacers = new EnumMap<>(QuotaCategory.class);

    Pacers(Function<QuotaCategory, Pacer> pacer) {
        for (QuotaCategory quotaCategory : QuotaCategory.values()) {
            pacers.put(quotaCategory, pacer.apply(quotaCategory));
        }
    }

    /** Returns when it is the next call's turn in this category. */
    Pacer.Turn await(QuotaCategory quotaCategory, TrafficClass trafficClass)
            throws InterruptedException {
        return Objects.requireNonNull(pacers.get(quotaCategory)).await(trafficClass);
    }

    /**
     * Whether interactive traffic leaves quota over: none of it waits, and bulk's own calls that
     * wait are less than a second's worth.
     */
    boolean roomForBulk() {
        return pacers.values().stream().allMatch(Pacers::roomForBulk);
    }

    void report(MeterRegistry meters) {
        // A failed start may have left gauges of its own.
        meters.find("usher.pacer.rate").meters().forEach(meters::remove);
        meters.find("usher.pacer.waiting").meters().forEach(meters::remove);
        pacers.forEach((quotaCategory, pacer) -> {
            var _ =
                    Gauge.builder("usher.pacer.rate", pacer, Pacer::rate)
                            .description("Calls a second that the pacer lets go, at present")
                            .tag("category", quotaCategory.name())
                            .strongReference(true)
                            .register(meters);
            for (TrafficClass trafficClass : TrafficClass.values()) {
                var _ =
                        Gauge.builder(
                                        "usher.pacer.waiting",
                                        pacer,
                                        each -> each.waiting(trafficClass))
                                .description("Calls that wait for their turn now")
                                .tags("category", quotaCategory.name())
                                .tags("lane", CognitoMetrics.lane(trafficClass))
                                .strongReference(true)
                                .register(meters);
            }
        });
    }

    private static boolean roomForBulk(Pacer pacer) {
        return pacer.waiting(TrafficClass.INTERACTIVE) == 0
                && pacer.waiting(TrafficClass.BULK) < Math.max(1, pacer.rate());
    }
}
