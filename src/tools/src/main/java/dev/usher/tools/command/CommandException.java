package dev.usher.tools.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Ends a command; its one-line message says what is wrong and how to fix it. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean usage;

    private CommandException(String what, boolean usage) {
        super(what, null, false, false);
        this.usage = usage;
    }

    /** Wrong arguments or settings. */
    public static CommandException usage(String what) {
        return new CommandException(what, true);
    }

    /** The command failed. */
    public static CommandException failed(String what) {
        return new CommandException(what, false);
    }

    /** A failure with its cause in words, since the text of many exceptions is only the path. */
    public static CommandException failed(String what, @Nullable IOException cause) {
        return failed(what + ": " + reason(cause));
    }

    static String reason(@Nullable IOException cause) {
        return switch (cause) {
            case null -> "unknown cause";
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case FileSystemException e -> e.getClass().getSimpleName();
            case IOException e when e.getMessage() != null -> e.getMessage();
            case IOException e -> e.getClass().getSimpleName();
        };
    }

    /** Whether arguments or settings are wrong. */
    public boolean usage() {
        return usage;
    }
}
