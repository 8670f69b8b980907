package dev.usher.worker;

import dev.usher.flow.Handler;
import dev.usher.secrets.KeyRing;
import java.util.function.BooleanSupplier;

/**
 * What is done with messages.
 *
 * @param probe whether what the handler needs is in order; asked while it is not. Carries nothing
 *     of any request
 * @param plainUsernames whether the log may contain usernames; otherwise it has a keyed hash
 */
public record MessageHandling(
        Handler handler, KeyRing keys, BooleanSupplier probe, boolean plainUsernames) {}
