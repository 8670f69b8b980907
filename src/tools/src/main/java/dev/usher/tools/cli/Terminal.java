package dev.usher.tools.cli;

import dev.usher.message.Secret;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The terminal that the command runs on, if there is one. */
final class Terminal {
    private Terminal() {}

    static boolean isInteractive() {
        return console() != null;
    }

    /** Whether stderr is a terminal. The JDK only checks stdin and stdout. */
    static boolean showsLog() {
        try {
            String stderr = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return stderr.startsWith("/dev/pts/")
                    || stderr.startsWith("/dev/tty")
                    || stderr.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return isInteractive();
        }
    }

    /** Null if stdin and stdout are not a terminal. */
    @SuppressWarnings("SystemConsoleNull") // null if jdk.console selects it
    static @Nullable Console console() {
        Console console = System.console();
        return console != null && console.isTerminal() ? console : null;
    }

    /** Prompts for a secret without echo; null without a terminal or an answer. */
    static @Nullable Secret ask(String prompt) {
        Console console = console();
        if (console == null) {
            return null;
        }
        char[] text = console.readPassword("%s", prompt);
        return text == null || text.length == 0 ? null : Secret.of(new String(text));
    }
}
