/** Reads CSV and JSON Lines, and writes files that survive a crash. */
@NullMarked
package dev.usher.tools.files;

import org.jspecify.annotations.NullMarked;
