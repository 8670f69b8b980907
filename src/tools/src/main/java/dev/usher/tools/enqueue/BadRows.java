package dev.usher.tools.enqueue;

import dev.usher.tools.command.CommandException;
import dev.usher.tools.run.RunFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where rows go that are not sent; says their lines, usernames and reasons, and nothing secret. */
public interface BadRows extends AutoCloseable {
    void add(Told row);

    /** The file is read through: what follows comes from the queue. */
    default void checked() {}

    /** Returns when what was added is on the disk. */
    default void secure() {}

    @Override
    default void close() throws IOException {}

    /** A row that is not sent, as it is told. */
    record Told(int number, long line, String username, String reasons) {
        static Told of(RowVerdict.Bad row) {
            return new Told(
                    row.number(),
                    row.line(),
                    printable(Objects.requireNonNullElse(row.username(), "")),
                    String.join("; ", row.reasons()));
        }

        /** Usernames come from anywhere: on a terminal nothing of them may be a command. */
        private static String printable(String username) {
            String line = username.replaceAll("\\p{C}", "?");
            return line.length() <= 128 ? line : line.substring(0, 128) + "...";
        }
    }

    /** One line each. */
    static BadRows print(PrintStream out) {
        return row ->
                out.printf(
                        "line %d%s: %s%n",
                        row.line(),
                        row.username().isEmpty() ? "" : ", '" + row.username() + "'",
                        row.reasons());
    }

    /** A CSV file of its own, with the columns row, line, username and reasons. */
    static BadRows file(Path file) {
        return new BadRowsFile(file);
    }

    /**
     * Such a file may take the place of an older one, but of nothing else.
     *
     * @throws CannotGoOn if something else is there
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
                file + " is there and no report of bad rows; name another file for --report");
    }

    /** Copies such a file, for its owner alone. */
    static void copy(Path from, Path to) {
        RunFolder.replace(
                to,
                channel -> {
                    try (FileChannel in = FileChannel.open(from)) {
                        long done = 0;
                        while (done < in.size()) {
                            done += in.transferTo(done, in.size() - done, channel);
                        }
                    }
                });
    }
}
