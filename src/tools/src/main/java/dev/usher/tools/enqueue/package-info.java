/**
 * Requests from files and from the command line: reading, checking and sending them, and finding
 * the replies to them.
 */
@NullMarked
package dev.usher.tools.enqueue;

import org.jspecify.annotations.NullMarked;
