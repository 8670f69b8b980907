/** The commands: arguments, exit codes and printing. The other packages have the logic. */
@NullMarked
package dev.usher.tools.cli;

import org.jspecify.annotations.NullMarked;
