package dev.usher.tools.enqueue;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.StagedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bad rows in a CSV file, which replaces an older one when all rows are checked. */
final class BadRowsFile implements BadRows {
    private static final List<String> HEADER = List.of("row", "line", "username", "reasons");

    private final Path path;
    private @Nullable Open open;

    /** The file while it is written. */
    private record Open(StagedFile file, CsvWriter csv) {
        void flush() throws IOException {
            csv.flush();
            file.channel().force(false);
        }
    }

    BadRowsFile(Path path) {
        this.path = path;
    }

    /** Whether the file begins like a file of bad rows; an empty one does, too. */
    static boolean begins(Path file) throws IOException {
        byte[] header = (String.join(",", HEADER) + "\n").getBytes(StandardCharsets.UTF_8);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(header.length);
            return start.length == 0 || Arrays.equals(start, header);
        }
    }

    private Open open() throws IOException {
        Open opened = open;
        if (opened == null) {
            StagedFile file = StagedFile.replace(path);
            CsvWriter csv =
                    CsvWriter.builder()
                            .lineDelimiter(LineDelimiter.LF)
                            .build(
                                    Channels.newOutputStream(file.channel()),
                                    StandardCharsets.UTF_8);
            csv.writeRecord(HEADER);
            opened = new Open(file, csv);
            open = opened;
        }
        return opened;
    }

    @Override
    public synchronized void add(RowVerdict.Bad row) {
        try {
            open().csv()
                    .writeRecord(
                            Integer.toString(row.position().number()),
                            Long.toString(row.position().line()),
                            row.printableUsername(),
                            row.reason());
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public synchronized void checked() {
        try {
            open().csv().flush();
            open().file().complete();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public synchronized void force() {
        try {
            if (open != null) {
                open.flush();
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private CommandException broken(IOException e) {
        return CommandException.failed(path + " can't be written", e);
    }

    @Override
    public synchronized void close() throws IOException {
        Open opened = open;
        if (opened != null) {
            opened.flush();
            opened.csv().close();
            opened.file().close();
            open = null;
        }
    }
}
