package dev.usher.tools.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Creates files and folders that only their owner may read, if the file system allows it. */
public final class PrivateFiles {
    private PrivateFiles() {}

    static Path temporaryFolder() throws IOException {
        return Files.createTempDirectory("usher", only("rwx------"));
    }

    /** Creates an empty file in the folder of another one. */
    static Path temporaryFile(Path file, String suffix) throws IOException {
        Path folder = Objects.requireNonNullElse(file.getParent(), file);
        return Files.createTempFile(folder, file.getFileName() + ".", suffix, only("rw-------"));
    }

    public static void makeFolder(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(folder, only("rwx------"));
    }

    /** Opens a file, and creates it if it is missing. */
    public static FileChannel open(Path file, StandardOpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(StandardOpenOption.CREATE);
        all.add(StandardOpenOption.WRITE);
        return FileChannel.open(file, all, only("rw-------"));
    }

    private static FileAttribute<?>[] only(String permissions) {
        boolean known = Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");
        return known
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
