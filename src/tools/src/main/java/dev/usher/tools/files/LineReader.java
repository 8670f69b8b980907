package dev.usher.tools.files;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines of limited length that end in LF or CRLF. */
public final class LineReader {
    /** More than the largest request. */
    private static final int LONGEST = 1 << 20;

    private final Reader text;
    private long number;
    private boolean tooLong;

    public LineReader(Reader text) {
        this.text = text;
    }

    /** The next line, cut off if it is too long; null at the end. */
    public @Nullable String next() throws IOException {
        StringBuilder line = new StringBuilder();
        tooLong = false;
        int c = text.read();
        if (c < 0) {
            return null;
        }
        number++;
        for (; c >= 0 && c != '\n'; c = text.read()) {
            if (line.length() < LONGEST) {
                line.append((char) c);
            } else {
                tooLong = true;
            }
        }
        boolean carriage = !line.isEmpty() && line.charAt(line.length() - 1) == '\r';
        return carriage ? line.substring(0, line.length() - 1) : line.toString();
    }

    /** The number of the line that was read last, from 1. */
    long number() {
        return number;
    }

    boolean tooLong() {
        return tooLong;
    }
}
