/** Files of rows: reading CSV and JSON Lines, and writing files that survive a crash. */
@NullMarked
package dev.usher.tools.files;

import org.jspecify.annotations.NullMarked;
