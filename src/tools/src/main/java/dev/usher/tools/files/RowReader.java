package dev.usher.tools.files;

import org.jspecify.annotations.Nullable;

/** Reads the rows of a file in order. */
public interface RowReader {
    /**
     * The next row; null at the end.
     *
     * @throws CommandException if the file can't be read further
     */
    @Nullable Row next();
}
