package dev.usher.tools.cli;

import dev.usher.message.Secret;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whoever sits in front of it, if anybody does. */
final class Terminal {
    private Terminal() {}

    static boolean watched() {
        return console() != null;
    }

    /** Whether stderr is one, as far as can be told; the JDK looks at the other two alone. */
    static boolean showsLog() {
        try {
            String stderr = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return stderr.startsWith("/dev/pts/")
                    || stderr.startsWith("/dev/tty")
                    || stderr.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return watched();
        }
    }

    /** To ask somebody; null if nobody watches. */
    @SuppressWarnings("SystemConsoleNull") // null it can still be, where the JDK is told so
    static @Nullable Console console() {
        Console console = System.console();
        return console != null && console.isTerminal() ? console : null;
    }

    /** Asks for a secret, which is not shown; null if there is nobody to ask, or no answer. */
    @SuppressWarnings("SystemConsoleNull")
    static @Nullable Secret ask(String prompt) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return null;
        }
        char[] text = console.readPassword("%s", prompt);
        return text == null || text.length == 0 ? null : Secret.of(new String(text));
    }
}
