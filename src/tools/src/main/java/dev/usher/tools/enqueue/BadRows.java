package dev.usher.tools.enqueue;

import dev.usher.tools.command.CommandException;
import dev.usher.tools.enqueue.RowVerdict.Bad;
import dev.usher.tools.files.StagedFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reports the rows that are not sent: line, username and reasons, and no secret. */
public interface BadRows extends AutoCloseable {
    void add(Bad row);

    /** All rows of the file are checked; rows that SQS refuses may still follow. */
    default void checked() {}

    /** Returns when all added rows are on the disk. */
    default void force() {}

    @Override
    default void close() throws IOException {}

    /** Prints one line per row. */
    static BadRows print(PrintStream out) {
        return row -> {
            String username = row.printableUsername();
            out.printf(
                    "line %d%s: %s%n",
                    row.position().line(),
                    username.isEmpty() ? "" : ", '" + username + "'",
                    row.reason());
        };
    }

    /** Writes a CSV file with the columns row, line, username and reasons. */
    static BadRows file(Path file) {
        return new BadRowsFile(file);
    }

    /**
     * Allows a file of bad rows to be replaced, and no other file.
     *
     * @throws CommandException if another file exists there
     */
    static void checkReplaceable(Path file) {
        try {
            if (!Files.exists(file) || (Files.isRegularFile(file) && BadRowsFile.begins(file))) {
                return;
            }
        } catch (IOException e) {
            throw CommandException.failed(file + " can't be read", e);
        }
        throw CommandException.usage(
                file + " exists and is no report of bad rows; name another file for --report");
    }

    /** Copies a file of bad rows; only its owner may read the copy. */
    static void copy(Path from, Path to) {
        StagedFile.replace(to, channel -> Files.copy(from, Channels.newOutputStream(channel)));
    }
}
