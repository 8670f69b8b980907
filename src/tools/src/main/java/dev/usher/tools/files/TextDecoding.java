package dev.usher.tools.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Decodes text by its byte-order mark, else by the given encoding. */
final class TextDecoding {
    /** Replaces bytes that are invalid in the encoding. */
    static final char REPLACEMENT = '\uFFFD';

    private static final int BOM = 3;
    private static final int BUFFER = 1 << 16;

    private TextDecoding() {}

    static BufferedReader open(InputStream in, Charset encoding) throws IOException {
        PushbackInputStream start = new PushbackInputStream(in, BOM);
        byte[] first = start.readNBytes(BOM);
        Charset charset = encoding;
        int marked = 0;
        if (begins(first, 0xEF, 0xBB, 0xBF)) {
            charset = StandardCharsets.UTF_8;
            marked = 3;
        } else if (begins(first, 0xFE, 0xFF)) {
            charset = StandardCharsets.UTF_16BE;
            marked = 2;
        } else if (begins(first, 0xFF, 0xFE)) {
            charset = StandardCharsets.UTF_16LE;
            marked = 2;
        }
        start.unread(first, marked, first.length - marked);
        return new BufferedReader(new InputStreamReader(start, charset), BUFFER);
    }

    private static boolean begins(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
