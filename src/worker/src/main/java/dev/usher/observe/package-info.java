/** Metrics, health and their HTTP server. Never controls anything. */
@NullMarked
package dev.usher.observe;

import org.jspecify.annotations.NullMarked;
