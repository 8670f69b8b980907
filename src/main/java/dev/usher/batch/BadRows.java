package dev.usher.batch;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Where rows go that are not sent; says their lines, usernames and reasons, and nothing secret. */
public interface BadRows extends AutoCloseable {
    /**
     * @param row to be told
     */
    void add(Told row);

    @Override
    default void close() throws IOException {}

    /** A row that is not sent, as it is told. */
    record Told(int number, long line, String username, String reasons) {
        static Told of(Verdict.Bad row) {
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
                        row.username().isEmpty() ? "" : ", " + row.username(),
                        row.reasons());
    }

    /** A CSV file of its own: row, line, username, reasons. */
    static BadRows file(Path file) throws IOException {
        FileChannel channel = Private.open(file, StandardOpenOption.TRUNCATE_EXISTING);
        CsvWriter csv =
                CsvWriter.builder()
                        .lineDelimiter(LineDelimiter.LF)
                        .build(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
        csv.writeRecord("row", "line", "username", "reasons");
        return new BadRows() {
            @Override
            public void add(Told row) {
                csv.writeRecord(
                        Integer.toString(row.number()),
                        Long.toString(row.line()),
                        row.username(),
                        row.reasons());
            }

            @Override
            public void close() throws IOException {
                csv.flush();
                channel.force(false);
                csv.close();
            }
        };
    }
}
