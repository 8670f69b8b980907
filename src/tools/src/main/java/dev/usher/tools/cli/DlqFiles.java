package dev.usher.tools.cli;

import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.deadletters.DeadLetter;
import dev.usher.tools.deadletters.DeadLetterExport;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Opens the files that dead letters are exported to. */
final class DlqFiles {
    private DlqFiles() {}

    /** Whether the name is {@code -}, standard output. */
    static boolean isOutput(Path file) {
        return file.toString().equals("-");
    }

    static DeadLetterExport export(
            DeadLetterAccess access,
            Predicate<DeadLetter> filter,
            DeadLetterExport.Contents contents,
            Path file) {
        if (isOutput(file)) {
            return DeadLetterExport.to(System.out, access.reader(), filter, contents);
        }
        try {
            return DeadLetterExport.to(file, access.reader(), filter, contents);
        } catch (FileAlreadyExistsException _) {
            throw CommandException.usage(file + " exists and is not overwritten: name another");
        } catch (NoSuchFileException _) {
            throw CommandException.usage(
                    "there is no folder for " + file + ": create it, or name another");
        } catch (IOException e) {
            throw CommandException.usage(
                    file
                            + " can't be written ("
                            + e.getClass().getSimpleName()
                            + "): name one in a folder that you may write to");
        }
    }
}
