/**
 * Looks at everything a worker depends on, by the worker's own code where it has some, and touches
 * nothing.
 */
@NullMarked
package dev.usher.tools.doctor;

import org.jspecify.annotations.NullMarked;
