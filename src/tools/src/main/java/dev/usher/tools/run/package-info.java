/** The folder that keeps the progress of a run. */
@NullMarked
package dev.usher.tools.run;

import org.jspecify.annotations.NullMarked;
