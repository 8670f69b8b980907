package dev.usher.tools.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.CsvFile;
import dev.usher.tools.files.FileFingerprint;
import dev.usher.tools.files.LineReader;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.files.StagedFile;
import dev.usher.tools.files.TableFormat;
import dev.usher.tools.files.TableFormat.Format;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes the failed rows as in the input, passwords included, so that they can be corrected and
 * enqueued again with the same options. The file is UTF-8. CSV has a byte-order mark, which takes
 * precedence over {@code --encoding}.
 */
public final class FailedRows {
    private static final char BOM = '\uFEFF';

    private final RunFolder folder;
    private final RunNote note;
    private final TableFormat tableFormat;

    public FailedRows(RunFolder folder, RunNote note) {
        this.folder = folder;
        this.note = note;
        this.tableFormat = TableFormat.of(note.options());
    }

    /**
     * @param input null for the file that the rows were read from
     * @return the result with the file
     */
    public RunResult write(RunResult result, @Nullable RowSource input) {
        Path file = folder.failed(tableFormat.format());
        if (result.failedRows().isEmpty()) {
            file.toFile().delete();
            return result;
        }
        if (input != null) {
            return write(result, file, input);
        }
        if (note.input().file().equals("-") || !Files.exists(Path.of(note.input().file()))) {
            String where = note.input().file().equals("-") ? "standard input" : note.input().file();
            return result.withoutFailed(
                    "%s is not written: the rows came from %s, which is gone; give the rows with --input FILE"
                            .formatted(file.getFileName(), where));
        }
        try (RowSource there = RowSource.file(Path.of(note.input().file()))) {
            return write(result, file, there);
        } catch (IOException e) {
            throw RowSource.unreadable(e);
        } catch (CommandException e) {
            return result.withoutFailed(
                    "%s is not written: %s".formatted(file.getFileName(), e.getMessage()));
        }
    }

    private RunResult write(RunResult result, Path file, RowSource input) {
        if (!FileFingerprint.of(input).equals(note.input().content())) {
            return result.withoutFailed(
                    "%s is not written: the input has changed since the run began; give the original with --input FILE"
                            .formatted(file.getFileName()));
        }
        StagedFile.replace(
                file,
                channel -> {
                    Writer out =
                            new BufferedWriter(
                                    new OutputStreamWriter(
                                            Channels.newOutputStream(channel), UTF_8));
                    if (tableFormat.format() == Format.csv
                            || !tableFormat.encoding().equals(UTF_8)) {
                        out.write(BOM);
                    }
                    switch (tableFormat.format()) {
                        case csv -> csv(input, result.failedRows(), out);
                        case jsonl -> lines(input, result.failedRows(), out);
                    }
                    out.flush();
                });
        return result.withFailed(file);
    }

    private void csv(RowSource input, BitSet rows, Writer out) throws IOException {
        CsvFile in = tableFormat.csv(input.open());
        CsvWriter csv =
                CsvWriter.builder()
                        .fieldSeparator(in.delimiter())
                        .lineDelimiter(LineDelimiter.LF)
                        .quoteStrategy(new Quotes())
                        .build(out);
        CsvRecord header = in.next();
        if (header != null) {
            csv.writeRecord(header.getFields());
        }
        int number = 0;
        for (CsvRecord row = in.next(); row != null; row = in.next()) {
            if (rows.get(++number)) {
                csv.writeRecord(row.getFields());
            }
        }
        csv.flush();
    }

    /**
     * Quotes the header, whose names may contain other delimiters, and an empty first field, since a
     * line with only that would be skipped.
     */
    private static final class Quotes implements QuoteStrategy {
        @Override
        public boolean quoteEmpty(int line, int field) {
            return field == 0;
        }

        @Override
        public boolean quoteValue(int line, int field, String value) {
            return line == 1;
        }
    }

    private void lines(RowSource input, BitSet rows, Writer out) throws IOException {
        LineReader in = new LineReader(tableFormat.text(input.open()));
        int number = 0;
        for (String line = in.next(); line != null; line = in.next()) {
            if (!line.isBlank() && rows.get(++number)) {
                out.write(line);
                out.write('\n');
            }
        }
    }

    /** The name of the file. */
    static String name(Format format) {
        return "failed." + format.name();
    }
}
