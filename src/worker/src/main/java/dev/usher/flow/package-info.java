/**
 * What each request type does, step by step, in plain blocking code, and the small interfaces it
 * needs for that.
 */
@NullMarked
package dev.usher.flow;

import org.jspecify.annotations.NullMarked;
