package dev.usher.deadletters;

import dev.usher.flow.Waiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What this room needs of the world besides queues; safe for many threads at once. */
public record Surroundings(
        InstantSource clock, Waiter waiter, RandomGenerator random, MeterRegistry registry) {
    dev.usher.queue.Surroundings ofQueues() {
        return new dev.usher.queue.Surroundings(clock, waiter, random, registry);
    }
}
