package dev.usher.tools.files;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.usher.tools.command.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The source of rows: a file, or a copy of standard input. It can be read several times, and stays
 * open, so that a replaced file is not read instead.
 */
public final class RowSource implements AutoCloseable {
    private final FileChannel channel;
    private final @Nullable Path path;

    private RowSource(FileChannel channel, @Nullable Path path) {
        this.channel = channel;
        this.path = path;
    }

    /**
     * A file.
     *
     * @throws CommandException if it is missing or unreadable
     */
    public static RowSource file(Path path) {
        try {
            if (Files.isDirectory(path)) {
                throw CommandException.usage(path + " is a directory, not a file");
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw CommandException.usage(
                        path + " can't be read twice; give - and pipe the rows in");
            }
            return new RowSource(FileChannel.open(path, READ), path);
        } catch (NoSuchFileException e) {
            throw CommandException.usage("there is no file " + path);
        } catch (AccessDeniedException e) {
            throw CommandException.usage("the file " + path + " may not be read");
        } catch (IOException e) {
            throw CommandException.failed("the file " + path + " can't be read", e);
        }
    }

    /**
     * Copies a stream to an unlinked temporary file, since the rows are read twice. The file holds
     * passwords, and disappears with this process.
     */
    public static RowSource copyOf(InputStream in) {
        try {
            Path folder = PrivateFiles.temporaryFolder();
            Path file = folder.resolve("rows");
            FileChannel channel =
                    FileChannel.open(file, Set.of(READ, WRITE, CREATE_NEW, DELETE_ON_CLOSE));
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
            in.transferTo(Channels.newOutputStream(channel));
            return new RowSource(channel, null);
        } catch (IOException e) {
            throw CommandException.failed("standard input can't be copied to a temporary file", e);
        }
    }

    /** The file; null for standard input. */
    public @Nullable Path path() {
        return path;
    }

    /** The size in bytes. */
    public long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Reads it from the start. */
    public InputStream open() {
        return new FromStart();
    }

    public static CommandException unreadable(IOException e) {
        return CommandException.failed("the file can't be read", e);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private final class FromStart extends InputStream {
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = channel.read(ByteBuffer.wrap(bytes, offset, length), position);
            position += Math.max(0, count);
            return count;
        }
    }
}
