package dev.usher.secrets;

import dev.usher.message.Secret;
import org.jspecify.annotations.Nullable;

/**
 * One version of the worker's secret.
 *
 * @param clientSecret the app client's, where it has one
 * @param keys what {@code temporaryPasswordKey} stands for
 */
public record Credentials(@Nullable Secret clientSecret, Keys keys) {}
