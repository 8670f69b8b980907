/** The embedded AWS: one endpoint for all services, in this process or run by itself. */
@NullMarked
package dev.usher.emulator;

import org.jspecify.annotations.NullMarked;
