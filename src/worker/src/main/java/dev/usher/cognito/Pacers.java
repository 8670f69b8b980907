package dev.usher.cognito;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** One pacer a quota category. */
final class Pacers {
    private final Map<Category, Pacer> pacers = new EnumMap<>(Category.class);

    Pacers(Function<Category, Pacer> pacer) {
        for (Category category : Category.values()) {
            pacers.put(category, pacer.apply(category));
        }
    }

    /** Returns when it is the next call's turn in this category. */
    Pacer.Turn await(Category category, Traffic traffic) throws InterruptedException {
        return Objects.requireNonNull(pacers.get(category)).await(traffic);
    }

    /**
     * Whether interactive traffic leaves quota over: none of it waits, and bulk's own calls that
     * wait are less than a second's worth.
     */
    boolean roomForBulk() {
        return pacers.values().stream().allMatch(Pacers::roomForBulk);
    }

    void report(MeterRegistry meters) {
        // A start that failed may have left some that nobody turns any more.
        meters.find("usher.pacer.rate").meters().forEach(meters::remove);
        meters.find("usher.pacer.waiting").meters().forEach(meters::remove);
        pacers.forEach((category, pacer) -> {
            var _ =
                    Gauge.builder("usher.pacer.rate", pacer, Pacer::rate)
                            .description("Calls a second that the pacer lets go, at present")
                            .tag("category", category.name())
                            .strongReference(true)
                            .register(meters);
            for (Traffic traffic : Traffic.values()) {
                var _ =
                        Gauge.builder("usher.pacer.waiting", pacer, each -> each.waiting(traffic))
                                .description("Calls that wait for their turn now")
                                .tags("category", category.name())
                                .tags("lane", CallMeters.lane(traffic))
                                .strongReference(true)
                                .register(meters);
            }
        });
    }

    private static boolean roomForBulk(Pacer pacer) {
        return pacer.waiting(Traffic.INTERACTIVE) == 0
                && pacer.waiting(Traffic.BULK) < Math.max(1, pacer.rate());
    }
}
