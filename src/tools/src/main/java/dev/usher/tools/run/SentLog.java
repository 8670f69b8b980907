package dev.usher.tools.run;

import dev.usher.tools.files.AppendFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The log of sent rows, one line each: row, line in the file, id, message id, username and checksum,
 * separated by tabs. A row that was sent twice is in it twice.
 */
public final class SentLog implements AutoCloseable {
    /** A row that SQS has accepted. */
    public record Entry(int number, long line, String id, String messageId, String username) {}

    /** Reads the existing entries. */
    public interface Reader {
        void read(long offset, Entry entry);
    }

    private final AppendFile file;

    public SentLog(Path path, Reader reader) {
        this.file =
                new AppendFile(
                        path,
                        (offset, line) -> {
                            Entry entry = parse(line);
                            if (entry != null) {
                                reader.read(offset, entry);
                            }
                            return entry != null;
                        });
    }

    /** Appends entries; {@link #force()} writes them to the disk. */
    public void append(List<Entry> entries) {
        file.append(entries.stream().map(SentLog::write).toList());
    }

    public void force() {
        file.force();
    }

    public Entry at(long offset) {
        Entry entry = parse(file.line(offset));
        if (entry == null) {
            throw new IllegalArgumentException("no entry at " + offset);
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static String write(Entry entry) {
        String fields =
                String.join(
                        "\t",
                        Integer.toString(entry.number()),
                        Long.toString(entry.line()),
                        entry.id(),
                        entry.messageId(),
                        entry.username());
        return fields + "\t" + checksum(fields);
    }

    private static @Nullable Entry parse(String line) {
        String[] fields = line.split("\t", -1);
        int end = line.lastIndexOf('\t');
        if (fields.length != 6 || !checksum(line.substring(0, end)).equals(fields[5])) {
            return null;
        }
        return new Entry(
                Integer.parseInt(fields[0]),
                Long.parseLong(fields[1]),
                fields[2],
                fields[3],
                fields[4]);
    }

    private static String checksum(String fields) {
        CRC32C sum = new CRC32C();
        sum.update(fields.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
