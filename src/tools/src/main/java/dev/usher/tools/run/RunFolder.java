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
 * The folder in which a run keeps how far it is, so that whatever ends it, the same command goes
 * on. Holds no secret, apart from {@code failed.csv}, which holds what the input held. One process
 * at a time has it.
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
     * Opens it, and makes it if it is not there.
     *
     * @throws CommandException if another process has it, or it is something else
     */
    public static RunFolder open(Path folder) {
        try {
            if (!Files.exists(folder)) {
                PrivateFiles.makeFolder(folder);
            } else if (!Files.isDirectory(folder)) {
                throw CommandException.usage(folder + " is a file, not a run folder; name another");
            } else if (!ours(folder)) {
                throw CommandException.usage(
                        folder + " is no run folder: it holds other things; name a new one");
            }
            return locked(folder);
        } catch (IOException e) {
            throw CommandException.failed("the run folder " + folder + " can't be used", e);
        }
    }

    /**
     * Opens one that is there.
     *
     * @throws CommandException if it is not, or another process has it
     */
    public static RunFolder existing(Path folder) {
        if (Files.isDirectory(folder) && !Files.isExecutable(folder)) {
            throw CommandException.failed("the run folder " + folder + " is somebody else's");
        }
        if (!Files.exists(folder.resolve(NOTE))) {
            throw CommandException.usage(
                    folder
                            + " is no run folder, or nothing was sent from it yet (usher enqueue"
                            + " --run makes one)");
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
            // In this very process; the same to the caller.
        }
        lock.close();
        throw CommandException.failed(
                "another process is at work in "
                        + folder
                        + "; wait until it has ended (replies are collected when enqueue is through)");
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

    /** Null if nothing was sent from here yet. */
    public @Nullable RunNote note() {
        Path file = folder.resolve(NOTE);
        try {
            if (!Files.exists(file)) {
                return nothingSent();
            }
            return RunNote.read(Files.readString(file))
                    .orElseThrow(
                            () -> CommandException.failed(file + " is none of this version's"));
        } catch (IOException e) {
            throw CommandException.failed(file + " can't be read", e);
        }
    }

    /** The log is written after the note: alone it is of rows that nobody knows any more. */
    private @Nullable RunNote nothingSent() throws IOException {
        if (Files.exists(sent()) && Files.size(sent()) > 0) {
            throw CommandException.usage(
                    "the run folder %s has lost its %s; name a new one (what is sent again has the same ids)"
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
