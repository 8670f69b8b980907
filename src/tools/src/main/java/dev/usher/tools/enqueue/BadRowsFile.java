package dev.usher.tools.enqueue;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bad rows in a CSV file, which takes the place of an older one when the rows are checked. */
final class BadRowsFile implements BadRows {
    private static final List<String> HEADER = List.of("row", "line", "username", "reasons");

    private final Path file;
    private final Path fresh;
    private @Nullable Open open;
    private boolean checked;

    /** The file while it is written. */
    private record Open(FileChannel channel, CsvWriter csv) {}

    BadRowsFile(Path file) {
        this.file = file;
        this.fresh = file.resolveSibling(file.getFileName() + ".new");
    }

    /** Whether it begins as such a file does; an empty one may be replaced as well. */
    static boolean begins(Path file) throws IOException {
        byte[] header = (String.join(",", HEADER) + "\n").getBytes(StandardCharsets.UTF_8);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(header.length);
            return start.length == 0 || Arrays.equals(start, header);
        }
    }

    private Open open() throws IOException {
        Open there = open;
        if (there == null) {
            FileChannel channel = PrivateFiles.open(fresh, StandardOpenOption.TRUNCATE_EXISTING);
            CsvWriter csv =
                    CsvWriter.builder()
                            .lineDelimiter(LineDelimiter.LF)
                            .build(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
            csv.writeRecord(HEADER);
            there = new Open(channel, csv);
            open = there;
        }
        return there;
    }

    @Override
    public synchronized void add(Told row) {
        try {
            open().csv()
                    .writeRecord(
                            Integer.toString(row.number()),
                            Long.toString(row.line()),
                            row.username(),
                            row.reasons());
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public synchronized void checked() {
        try {
            flush(open());
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            checked = true;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public synchronized void secure() {
        try {
            if (open != null) {
                flush(open);
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static void flush(Open open) throws IOException {
        open.csv().flush();
        open.channel().force(false);
    }

    private CommandException broken(IOException e) {
        return CommandException.failed(file + " can't be written", e);
    }

    @Override
    public synchronized void close() throws IOException {
        Open there = open;
        if (there != null) {
            flush(there);
            there.csv().close();
            open = null;
            if (!checked) {
                Files.deleteIfExists(fresh);
            }
        }
    }
}
