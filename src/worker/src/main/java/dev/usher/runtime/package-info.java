/** What a test replaces: time and randomness. */
@NullMarked
package dev.usher.runtime;

import org.jspecify.annotations.NullMarked;
