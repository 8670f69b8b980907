/**
 * Many requests at once: reading them out of files, checking and sending them, and matching the
 * replies to the rows they came from.
 */
@NullMarked
package dev.usher.batch;

import org.jspecify.annotations.NullMarked;
