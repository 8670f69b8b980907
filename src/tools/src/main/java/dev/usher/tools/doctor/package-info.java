/**
 * Checks everything that a worker depends on, with the worker's own code where possible, and changes
 * nothing.
 */
@NullMarked
package dev.usher.tools.doctor;

import org.jspecify.annotations.NullMarked;
