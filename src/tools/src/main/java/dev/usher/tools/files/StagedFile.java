package dev.usher.tools.files;

import dev.usher.tools.command.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A file that only its owner may read, and that gets its name once it is complete. What is closed
 * before that leaves nothing behind.
 */
public final class StagedFile implements AutoCloseable {
    private final Path path;
    private final Path staged;
    private final FileChannel channel;
    private final boolean replaces;

    private StagedFile(Path path, Path staged, boolean replaces) throws IOException {
        this.path = path;
        this.staged = staged;
        this.replaces = replaces;
        this.channel = PrivateFiles.open(staged, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /**
     * A file that does not exist yet.
     *
     * @throws FileAlreadyExistsException if it does
     */
    public static StagedFile create(Path file) throws IOException {
        Path path = file.toAbsolutePath();
        checkFree(path);
        return new StagedFile(path, PrivateFiles.temporaryFile(path, ".partial"), false);
    }

    /** A file that takes the place of an older one, if there is one. */
    public static StagedFile replace(Path file) throws IOException {
        return new StagedFile(file, file.resolveSibling(file.getFileName() + ".new"), true);
    }

    /** Writes the content of a file. */
    public interface Writing {
        void write(FileChannel channel) throws IOException;
    }

    /** Replaces the whole content of a file at once. */
    public static void replace(Path file, Writing writing) {
        try (StagedFile staged = replace(file)) {
            writing.write(staged.channel);
            staged.complete();
        } catch (UncheckedIOException e) {
            throw CommandException.failed(file + " can't be written", e.getCause());
        } catch (IOException e) {
            throw CommandException.failed(file + " can't be written", e);
        }
    }

    /** May be written to after {@link #complete} as well. */
    public FileChannel channel() {
        return channel;
    }

    /** Forces the content to the disk and gives the file its name. */
    public void complete() throws IOException {
        channel.force(true);
        if (replaces) {
            Path _ =
                    Files.move(
                            staged,
                            path,
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        checkFree(path);
        // Without REPLACE_EXISTING: another process may have created it meanwhile.
        Path _ = Files.move(staged, path);
        try (FileChannel entries = FileChannel.open(Objects.requireNonNull(path.getParent()))) {
            entries.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        boolean _ = Files.deleteIfExists(staged);
    }

    private static void checkFree(Path path) throws FileAlreadyExistsException {
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }
}
