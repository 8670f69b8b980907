package dev.usher.flow;

import java.time.InstantSource;

/**
 * What every walk needs from outside.
 *
 * @param directory without a fence
 */
public record Surroundings(
        Directory directory, KeyRing keyRing, Limits limits, InstantSource clock) {}
