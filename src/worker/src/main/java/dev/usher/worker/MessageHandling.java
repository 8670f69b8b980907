package dev.usher.worker;

import dev.usher.flow.Handler;
import dev.usher.secrets.KeyRing;
import java.util.function.BooleanSupplier;

/**
 * How a worker handles requests.
 *
 * @param probe whether what the handler needs is in order; called while polling is paused. Contains
 *     no data of a request
 * @param plainUsernames whether the log may contain usernames; otherwise it has a keyed hash
 */
public record MessageHandling(
        Handler handler, KeyRing keys, BooleanSupplier probe, boolean plainUsernames) {}
