/** Finds the replies to requests, and sums up what became of a run. */
@NullMarked
package dev.usher.tools.replies;

import org.jspecify.annotations.NullMarked;
