package dev.usher.tools.run;

import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.PrivateFiles;
import dev.usher.tools.files.StagedFile;
import dev.usher.tools.files.TableFormat;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder with the progress of a run, so that the same command can continue it. It holds no
 * secret, except {@code failed.csv}, which holds rows of the input. One process at a time uses it.
 */
public final class RunFolder implements AutoCloseable {
    private static final String NOTE = "run.json";
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lock;

    private RunFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens the folder, and creates it if it is missing.
     *
     * @throws CommandException if another process uses it, or it is no run folder
     */
    public static RunFolder open(Path folder) {
        try {
            if (!Files.exists(folder)) {
                PrivateFiles.makeFolder(folder);
            } else if (!Files.isDirectory(folder)) {
                throw CommandException.usage(folder + " is a file, not a run folder; name another");
            } else if (!ours(folder)) {
                throw CommandException.usage(
                        folder + " is not a run folder: it has other files in it; name a new one");
            }
            return locked(folder);
        } catch (IOException e) {
            throw CommandException.failed("the run folder " + folder + " can't be used", e);
        }
    }

    /**
     * Opens an existing folder.
     *
     * @throws CommandException if it is missing, or another process uses it
     */
    public static RunFolder existing(Path folder) {
        if (Files.isDirectory(folder) && !Files.isExecutable(folder)) {
            throw CommandException.failed("the run folder " + folder + " belongs to another user");
        }
        if (!Files.exists(folder.resolve(NOTE))) {
            throw CommandException.usage(
                    folder
                            + " is not a run folder, or nothing was sent from it yet (usher enqueue"
                            + " --run creates one)");
        }
        return open(folder);
    }

    private static boolean ours(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return Files.exists(folder.resolve(LOCK)) || files.findAny().isEmpty();
        }
    }

    private static RunFolder locked(Path folder) throws IOException {
        FileChannel lock = PrivateFiles.open(folder.resolve(LOCK));
        try {
            if (lock.tryLock() != null) {
                return new RunFolder(folder, lock);
            }
        } catch (OverlappingFileLockException e) {
            // Another run of this process has the lock.
        }
        lock.close();
        throw CommandException.failed(
                "another process uses %s; wait until it ends (replies are collected after enqueue)"
                        .formatted(folder));
    }

    public Path path() {
        return folder;
    }

    public Path sent() {
        return folder.resolve("sent.log");
    }

    /** The rows that are not sent. */
    public Path badRows() {
        return folder.resolve("bad.csv");
    }

    public Path answers() {
        return folder.resolve("answers.jsonl");
    }

    public Path results() {
        return folder.resolve("results.csv");
    }

    Path failed(TableFormat.Format format) {
        return folder.resolve(FailedRows.name(format));
    }

    /** Null if nothing was sent from the folder yet. */
    public @Nullable RunNote note() {
        Path file = folder.resolve(NOTE);
        try {
            if (!Files.exists(file)) {
                return nothingSent();
            }
            return RunNote.read(Files.readString(file))
                    .orElseThrow(
                            () -> CommandException.failed(file + " is not of this version"));
        } catch (IOException e) {
            throw CommandException.failed(file + " can't be read", e);
        }
    }

    /** The note is written before the log, so a log without a note is useless. */
    private @Nullable RunNote nothingSent() throws IOException {
        if (Files.exists(sent()) && Files.size(sent()) > 0) {
            throw CommandException.usage(
                    "the run folder %s has no %s; name a new one (rows that are sent again have the same ids)"
                            .formatted(folder, NOTE));
        }
        return null;
    }

    public void write(RunNote note) {
        StagedFile.replace(
                folder.resolve(NOTE),
                channel ->
                        Channels.newOutputStream(channel)
                                .write(note.write().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
