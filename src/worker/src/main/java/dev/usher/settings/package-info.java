/**
 * The settings, parsed once with all problems reported together, and the secret from Secrets
 * Manager.
 */
@NullMarked
package dev.usher.settings;

import org.jspecify.annotations.NullMarked;
