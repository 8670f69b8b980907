package dev.usher.tools.files;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.usher.tools.command.CommandException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a CSV file, header included (<a
 * href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>). Lines may end in LF, CRLF or CR; empty
 * ones are skipped.
 */
public final class CsvFile {
    /** To be detected. */
    static final char UNKNOWN = 0;

    /** More than a request allows. A missing closing quotation mark exceeds it. */
    private static final int LONGEST_FIELD = 1 << 20;

    private static final int LONGEST_HEADER = 1 << 15;
    private static final String DELIMITERS = ",;\t|";

    /**
     * A record added after the last one. If it is not read as a record, it is inside a quoted field
     * that is never closed. U+FFFF is not a character, so no file contains it.
     */
    private static final String END = "\uFFFFend";

    private final char delimiter;
    private final CloseableIterator<CsvRecord> records;

    /**
     * @param delimiter {@link #UNKNOWN} to detect it from the header
     */
    CsvFile(BufferedReader text, char delimiter) throws IOException {
        this.delimiter = delimiter == UNKNOWN ? detectDelimiter(text) : delimiter;
        this.records =
                CsvReader.builder()
                        .fieldSeparator(this.delimiter)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .maxBufferSize(LONGEST_FIELD)
                        .build(CsvRecordHandler.of(), new TextWithEnd(text))
                        .iterator();
    }

    public char delimiter() {
        return delimiter;
    }

    /** The next one, null at the end. */
    public @Nullable CsvRecord next() {
        try {
            CsvRecord record = records.hasNext() ? records.next() : null;
            if (record == null || records.hasNext()) {
                return record;
            }
            if (record.getFieldCount() == 1 && record.getField(0).equals(END)) {
                return null;
            }
            throw CommandException.failed(
                    "a quotation mark is not closed until the end of the file (record starting at"
                            + " line "
                            + record.getStartingLineNumber()
                            + ")");
        } catch (CsvParseException e) {
            // Its text quotes at most one character.
            throw CommandException.failed(
                    "the file is not valid CSV: " + brief(e.getMessage()));
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw RowSource.unreadable(cause == null ? new IOException(e) : cause);
        }
    }

    private static String brief(@Nullable String message) {
        String text = message == null ? "" : message;
        if (text.startsWith("Unexpected character after closing quote")) {
            text =
                    "text follows a closing quotation mark (double the marks inside a quoted"
                            + " field)"
                            + text.substring(text.lastIndexOf(" (record"));
        } else if (text.startsWith("The maximum buffer size")) {
            text =
                    "a field is longer than 1 MiB; is a quotation mark not closed?"
                            + text.substring(text.lastIndexOf(" (record"));
        }
        return text;
    }

    /** The text with the end record added. */
    private static final class TextWithEnd extends Reader {
        private final Reader text;
        private final Reader end = new StringReader("\n" + END);
        private boolean over;

        TextWithEnd(Reader text) {
            this.text = text;
        }

        @Override
        public int read(char[] characters, int offset, int length) throws IOException {
            int count = over ? -1 : text.read(characters, offset, length);
            over = count < 0;
            return over ? end.read(characters, offset, length) : count;
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }

    private static char detectDelimiter(BufferedReader text) throws IOException {
        text.mark(LONGEST_HEADER);
        int[] counts = new int[DELIMITERS.length()];
        boolean quoted = false;
        boolean any = false;
        for (int read = 1; read < LONGEST_HEADER; read++) {
            int c = text.read();
            boolean over = (c == '\n' || c == '\r') && !quoted && any;
            if (c < 0 || over) {
                break;
            }
            any |= c != '\n' && c != '\r';
            quoted ^= c == '"';
            int which = DELIMITERS.indexOf(c);
            if (which >= 0 && !quoted) {
                counts[which]++;
            }
        }
        text.reset();
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return DELIMITERS.charAt(most);
    }
}
