package dev.usher.tools.files;

import dev.usher.tools.command.CommandException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A private, append-only file of lines. When it is opened, an incomplete last line, left by a crash,
 * is cut off. Many threads may write; concurrent calls of {@link #force} share one wait.
 */
public final class AppendFile implements AutoCloseable {
    private static final int FIRST_READ = 512;

    private final Path path;
    private final FileChannel channel;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock forcing = new ReentrantLock();
    private long end;
    private volatile long forced;

    /** Reads the existing lines. */
    public interface Reader {
        /** Returns whether the line is complete. */
        boolean read(long offset, String line);
    }

    /**
     * Reads the existing lines up to the first incomplete one, and cuts off the rest.
     *
     * @throws CommandException if the file can't be opened
     */
    public AppendFile(Path path, Reader reader) {
        this.path = path;
        try {
            this.channel = PrivateFiles.open(path, StandardOpenOption.READ);
            this.end = scan(reader);
            channel.truncate(end);
        } catch (IOException e) {
            throw broken(e);
        }
        this.forced = 0;
    }

    /** The size in bytes. */
    public long size() {
        return end();
    }

    private long scan(Reader reader) throws IOException {
        channel.position(0);
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long offset = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b != '\n') {
                line.write(b);
                continue;
            }
            if (!reader.read(offset, line.toString(StandardCharsets.UTF_8))) {
                return offset;
            }
            offset += line.size() + 1;
            line.reset();
        }
        return offset;
    }

    /** Returns the offset of each line. */
    public long[] append(List<String> lines) {
        long[] offsets = new long[lines.size()];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writing.lock();
        try {
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = end + bytes.size();
                bytes.writeBytes(lines.get(i).getBytes(StandardCharsets.UTF_8));
                bytes.write('\n');
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
            while (buffer.hasRemaining()) {
                channel.write(buffer, end + buffer.position());
            }
            end += buffer.limit();
        } catch (IOException e) {
            throw broken(e);
        } finally {
            writing.unlock();
        }
        return offsets;
    }

    /** Returns when all lines appended before this call are on the disk. */
    public void force() {
        long upTo = end();
        forcing.lock();
        try {
            if (forced >= upTo) {
                return;
            }
            long before = end();
            channel.force(false);
            forced = before;
        } catch (IOException e) {
            throw broken(e);
        } finally {
            forcing.unlock();
        }
    }

    private long end() {
        writing.lock();
        try {
            return end;
        } finally {
            writing.unlock();
        }
    }

    /** The line at the offset. */
    public String line(long offset) {
        try {
            for (int size = FIRST_READ; ; size *= 2) {
                ByteBuffer buffer = ByteBuffer.allocate(size);
                int count = channel.read(buffer, offset);
                byte[] bytes = buffer.array();
                for (int i = 0; i < count; i++) {
                    if (bytes[i] == '\n') {
                        return new String(bytes, 0, i, StandardCharsets.UTF_8);
                    }
                }
                if (count < size) {
                    throw new IllegalArgumentException("no line starts at " + offset);
                }
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private CommandException broken(IOException e) {
        return CommandException.failed(path + " can't be used", e);
    }

    @Override
    public void close() throws IOException {
        channel.force(false);
        channel.close();
    }
}
