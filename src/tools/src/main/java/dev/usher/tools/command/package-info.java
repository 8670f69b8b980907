/** What every command needs: time, progress and the one error that ends a command. */
@NullMarked
package dev.usher.tools.command;

import org.jspecify.annotations.NullMarked;
