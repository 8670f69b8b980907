package dev.usher.tools.deadletters;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * A file that only its owner may read, under its name once it is complete: what is cut short leaves
 * nothing behind, so that it can be run again.
 */
final class SafeFile implements AutoCloseable {
    private final Path path;
    private final Path partial;
    private final FileChannel channel;

    /**
     * @throws FileAlreadyExistsException if it is there
     */
    SafeFile(Path path) throws IOException {
        this.path = path.toAbsolutePath();
        checkFree();
        this.partial =
                Files.createTempFile(
                        Objects.requireNonNullElse(this.path.getParent(), this.path),
                        this.path.getFileName() + ".",
                        ".partial",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        this.channel = FileChannel.open(partial, StandardOpenOption.WRITE);
    }

    FileChannel channel() {
        return channel;
    }

    /** Everything is in the file for good, even if the power goes. */
    void complete() throws IOException {
        channel.force(true);
        checkFree();
        // Without REPLACE_EXISTING: somebody may have made it meanwhile.
        Path _ = Files.move(partial, path);
        try (FileChannel entries = FileChannel.open(Objects.requireNonNull(path.getParent()))) {
            entries.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        boolean _ = Files.deleteIfExists(partial);
    }

    private void checkFree() throws FileAlreadyExistsException {
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }
}
