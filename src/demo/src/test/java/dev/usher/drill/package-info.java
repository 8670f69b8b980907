/** Whole errands of the command line, with processes that die on the way. */
@NullMarked
package dev.usher.drill;

import org.jspecify.annotations.NullMarked;
