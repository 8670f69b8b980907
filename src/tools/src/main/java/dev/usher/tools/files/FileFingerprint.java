package dev.usher.tools.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Size and hash of a file, which detect a change. */
public record FileFingerprint(long size, String sha256) {
    /** Reads the whole source. */
    public static FileFingerprint of(RowSource rowSource) {
        try (Measure measure = new Measure(rowSource.open())) {
            return measure.toEnd();
        } catch (IOException e) {
            throw RowSource.unreadable(e);
        }
    }

    /** A stream that measures the bytes read through it. */
    public static final class Measure extends FilterInputStream {
        private final MessageDigest digest = Digest.sha256();
        private long size;

        public Measure(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                digest.update(bytes, offset, count);
                size += count;
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 1 << 16)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        /** The number of bytes read so far. */
        public long size() {
            return size;
        }

        /** Reads the rest and returns the fingerprint of all. */
        public FileFingerprint toEnd() throws IOException {
            byte[] buffer = new byte[1 << 16];
            while (read(buffer, 0, buffer.length) >= 0) {
                // Reading updates the digest.
            }
            return new FileFingerprint(size, HexFormat.of().formatHex(digest.digest()));
        }
    }
}
