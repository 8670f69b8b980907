package dev.usher.batch;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file, header included, as <a
 * href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a> has them; lines may end in LF, CRLF or
 * CR, and empty ones are passed over.
 */
final class CsvFile {
    /** Stands for "guess". */
    static final char UNKNOWN = 0;

    /** No field of a request is longer; a quotation mark that is never closed is found by it. */
    private static final int LONGEST_FIELD = 1 << 20;

    private static final int LONGEST_HEADER = 1 << 15;
    private static final String DELIMITERS = ",;\t|";

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
                        .build(CsvRecordHandler.of(), text)
                        .iterator();
    }

    char delimiter() {
        return delimiter;
    }

    /** The next one, null at the end. */
    @Nullable CsvRecord next() {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException e) {
            // Its text names the line, and of the data at most one character.
            throw CannotGoOn.failed("the file is not CSV from here on: " + brief(e.getMessage()));
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw Source.unreadable(cause == null ? new IOException(e) : cause);
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
