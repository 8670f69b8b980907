/** Opens queues, user pool and secret for the commands. */
@NullMarked
package dev.usher.tools.access;

import org.jspecify.annotations.NullMarked;
