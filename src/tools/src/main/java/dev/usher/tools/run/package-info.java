/** The folder in which a batch run keeps its progress. */
@NullMarked
package dev.usher.tools.run;

import org.jspecify.annotations.NullMarked;
