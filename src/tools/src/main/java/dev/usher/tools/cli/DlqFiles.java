package dev.usher.tools.cli;

import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.deadletters.DeadLetter;
import dev.usher.tools.deadletters.Export;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** The files that dead letters are written to. */
final class DlqFiles {
    private DlqFiles() {}

    /** Whether a name stands for the standard output. */
    static boolean isOutput(Path file) {
        return file.toString().equals("-");
    }

    static Export export(
            DeadLetterAccess access,
            Predicate<DeadLetter> meant,
            Export.Contents contents,
            Path file) {
        if (isOutput(file)) {
            return new Export(access.inspection(), meant, contents, System.out);
        }
        try {
            return new Export(access.inspection(), meant, contents, file);
        } catch (FileAlreadyExistsException _) {
            throw CommandException.usage(
                    file + " is there already, and is not written over: name another");
        } catch (NoSuchFileException _) {
            throw CommandException.usage(
                    "there is no folder for " + file + ": make it, or name another");
        } catch (IOException e) {
            throw CommandException.usage(
                    file
                            + " can't be written ("
                            + e.getClass().getSimpleName()
                            + "): name one where you may write");
        }
    }
}
