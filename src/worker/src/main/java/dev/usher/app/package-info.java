/** Wiring by hand, and the order of start and stop. */
@NullMarked
package dev.usher.app;

import org.jspecify.annotations.NullMarked;
