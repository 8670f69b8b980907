/**
 * The messages of the queues: requests, replies, failure codes, and their JSON. Pure values: no
 * I/O, no clock, no logging.
 */
@NullMarked
package dev.usher.message;

import org.jspecify.annotations.NullMarked;
