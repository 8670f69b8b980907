/** What all commands need: time, progress and the exception that ends a command. */
@NullMarked
package dev.usher.tools.command;

import org.jspecify.annotations.NullMarked;
