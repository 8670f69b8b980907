package dev.usher.flow;

import dev.usher.secrets.KeyRing;
import java.time.InstantSource;

/**
 * What every attempt needs from outside.
 *
 * @param userPool without a fence
 */
public record FlowContext(
        UserPool userPool, KeyRing keyRing, AllowedMembers allowedMembers, InstantSource clock) {}
