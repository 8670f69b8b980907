package dev.usher.flow;

import dev.usher.secrets.KeyRing;
import java.time.InstantSource;

/**
 * What every walk needs from outside.
 *
 * @param directory without a fence
 */
public record FlowContext(
        UserPool directory, KeyRing keyRing, AllowedMembers limits, InstantSource clock) {}
