/** What is handed in so that a test can drive it: time and randomness. */
@NullMarked
package dev.usher.runtime;

import org.jspecify.annotations.NullMarked;
