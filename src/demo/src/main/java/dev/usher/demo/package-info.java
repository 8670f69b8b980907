/** The commands that need the embedded AWS; in the local jar only. */
@NullMarked
package dev.usher.demo;

import org.jspecify.annotations.NullMarked;
