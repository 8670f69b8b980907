package dev.usher.queue;

import dev.usher.flow.Waiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the worker needs of the world besides queues.
 *
 * @param random used from many threads at once, so it must be safe for that, as {@link
 *     java.util.Random} is
 */
public record Surroundings(
        InstantSource clock, Waiter waiter, RandomGenerator random, MeterRegistry registry) {}
