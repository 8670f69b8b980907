/**
 * Requests from files and from the command line: reads, validates and sends them.
 */
@NullMarked
package dev.usher.tools.enqueue;

import org.jspecify.annotations.NullMarked;
