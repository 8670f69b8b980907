/** Opens the queues, the user pool and the secret for the commands. */
@NullMarked
package dev.usher.tools.access;

import org.jspecify.annotations.NullMarked;
