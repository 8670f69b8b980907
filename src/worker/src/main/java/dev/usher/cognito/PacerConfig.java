package dev.usher.cognito;

import dev.usher.runtime.Waiter;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How fast calls may be made, and what a pacer needs.
 *
 * @param rates calls a second at most; a category that is not named has its default
 * @param random for the jitter of turns and of pauses between retries; used by many threads
 */
public record PacerConfig(
        Map<QuotaCategory, Double> rates,
        InstantSource clock,
        Waiter waiter,
        RandomGenerator random) {
    public PacerConfig {
        rates = Map.copyOf(rates);
    }

    Pacers pacers() {
        return new Pacers(category ->
                new Pacer(
                        rates.getOrDefault(category, category.defaultRate()),
                        clock,
                        waiter,
                        random));
    }
}
