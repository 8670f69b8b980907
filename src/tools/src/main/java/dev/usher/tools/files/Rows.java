package dev.usher.tools.files;

import org.jspecify.annotations.Nullable;

/** The rows of a file, from first to last. */
public interface Rows {
    /**
     * The next one, null at the end.
     *
     * @throws CommandException if the file can't be read on from here
     */
    @Nullable Row next();
}
