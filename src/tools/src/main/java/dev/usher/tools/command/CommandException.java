package dev.usher.tools.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Nothing more can be done until somebody mends something; one line says what and how. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean usage;

    private CommandException(String what, boolean usage) {
        super(what, null, false, false);
        this.usage = usage;
    }

    /** The command was asked for something that can't be. */
    public static CommandException usage(String what) {
        return new CommandException(what, true);
    }

    /** What was asked for did not work out. */
    public static CommandException failed(String what) {
        return new CommandException(what, false);
    }

    /** The same, with the cause in words: of many exceptions the text is but the path. */
    public static CommandException failed(String what, @Nullable IOException cause) {
        return failed(what + ": " + reason(cause));
    }

    static String reason(@Nullable IOException cause) {
        return switch (cause) {
            case null -> "the system does not say why";
            case NoSuchFileException _ -> "there is no such file or folder";
            case AccessDeniedException _ -> "it may not be opened (permission denied)";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case FileSystemException e -> e.getClass().getSimpleName();
            case IOException e when e.getMessage() != null -> e.getMessage();
            case IOException e -> e.getClass().getSimpleName();
        };
    }

    /** Whether the command's arguments or its settings are what must be mended. */
    public boolean usage() {
        return usage;
    }
}
