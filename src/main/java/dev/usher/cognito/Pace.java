package dev.usher.cognito;

import dev.usher.flow.Waiter;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How fast calls may be made, and what it takes to hold to that.
 *
 * @param rates calls a second; a category that is not named has its default
 * @param random for the jitter between retries
 */
public record Pace(
        Map<Category, Double> rates, InstantSource clock, Waiter waiter, RandomGenerator random) {
    public Pace {
        rates = Map.copyOf(rates);
    }

    Pacers pacers() {
        Map<Category, Pacer> pacers = new EnumMap<>(Category.class);
        for (Category category : Category.values()) {
            double rate = rates.getOrDefault(category, category.defaultRate());
            pacers.put(category, new Pacer(rate, clock, waiter));
        }
        return category -> Objects.requireNonNull(pacers.get(category)).await();
    }

    /** One pacer a quota category. */
    interface Pacers {
        /** Returns when it is the next call's turn in this category. */
        void await(Category category) throws InterruptedException;
    }
}
