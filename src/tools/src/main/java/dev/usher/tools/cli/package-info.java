/** The commands: arguments, exit codes, printing; all logic is in the rooms they call. */
@NullMarked
package dev.usher.tools.cli;

import org.jspecify.annotations.NullMarked;
