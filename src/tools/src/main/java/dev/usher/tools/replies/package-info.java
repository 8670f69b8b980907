/** Finds the replies to requests, and summarizes a run. */
@NullMarked
package dev.usher.tools.replies;

import org.jspecify.annotations.NullMarked;
