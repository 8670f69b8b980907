package dev.usher.tools.command;

import dev.usher.runtime.Waiter;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What a command that sends or reads messages is given besides queues.
 *
 * @param random used from many threads at once
 * @param stopped whether the user has asked the command to end
 */
public record CommandRuntime(
        InstantSource clock, Waiter waiter, RandomGenerator random, BooleanSupplier stopped) {}
