package dev.usher.secrets;

import dev.usher.message.Secret;
import org.jspecify.annotations.Nullable;

/**
 * One version of the worker's secret.
 *
 * @param clientSecret the app client's, if it has one
 * @param keys derived from {@code temporaryPasswordKey}
 */
public record Credentials(@Nullable Secret clientSecret, Keys keys) {}
