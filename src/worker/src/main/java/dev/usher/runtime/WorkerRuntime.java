package dev.usher.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Time, randomness and metrics, for everything that works on queues.
 *
 * @param random used from many threads at once, so it must be thread-safe, as {@link
 *     java.util.Random} is
 */
public record WorkerRuntime(
        InstantSource clock, Waiter waiter, RandomGenerator random, MeterRegistry registry) {}
