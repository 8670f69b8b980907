package dev.usher.tools.command;

import dev.usher.runtime.Waiter;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Time, randomness and the stop signal of a command.
 *
 * @param random used from many threads at once
 * @param stopped whether the user asked the command to stop
 */
public record CommandRuntime(
        InstantSource clock, Waiter waiter, RandomGenerator random, BooleanSupplier stopped) {}
