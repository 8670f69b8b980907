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
 * The records of a CSV file, header included, as <a
 * href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a> has them; lines may end in LF, CRLF or
 * CR, and empty ones are passed over.
 */
public final class CsvFile {
    /** Stands for "guess". */
    static final char UNKNOWN = 0;

    /** No field of a request is longer; a quotation mark that is never closed is found by it. */
    private static final int LONGEST_FIELD = 1 << 20;

    private static final int LONGEST_HEADER = 1 << 15;
    private static final String DELIMITERS = ",;\t|";

    /**
     * A record that is put behind the last one: if it does not come out again by itself, it went
     * into a quoted field that never ends. The character before the word is none.
     */
    private static final String END = "\uFFFFend";

    private final char delimiter;
    private final CloseableIterator<CsvRecord> records;

    /**
     * @param delimiter {@link #UNKNOWN} to take the one that the header has most of
     */
    CsvFile(BufferedReader text, char delimiter) throws IOException {
        this.delimiter = delimiter == UNKNOWN ? guess(text) : delimiter;
        this.records =
                CsvReader.builder()
                        .fieldSeparator(this.delimiter)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .maxBufferSize(LONGEST_FIELD)
                        .build(CsvRecordHandler.of(), new Ended(text))
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
                    "a quotation mark is not closed up to the end of the file (record starting at"
                            + " line "
                            + record.getStartingLineNumber()
                            + ")");
        } catch (CsvParseException e) {
            // Its text names the line, and of the data at most one character.
            throw CommandException.failed(
                    "the file is not CSV from here on: " + brief(e.getMessage()));
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw RowSource.unreadable(cause == null ? new IOException(e) : cause);
        }
    }

    private static String brief(@Nullable String message) {
        String text = message == null ? "" : message;
        if (text.startsWith("Unexpected character after closing quote")) {
            text =
                    "something follows a closing quotation mark (they are doubled inside a quoted"
                            + " field)"
                            + text.substring(text.lastIndexOf(" (record"));
        } else if (text.startsWith("The maximum buffer size")) {
            text =
                    "a field is longer than 1 MiB; is a quotation mark not closed?"
                            + text.substring(text.lastIndexOf(" (record"));
        }
        return text;
    }

    /** The text, and the record that stands for its end. */
    private static final class Ended extends Reader {
        private final Reader text;
        private final Reader end = new StringReader("\n" + END);
        private boolean over;

        Ended(Reader text) {
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

    private static char guess(BufferedReader text) throws IOException {
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
