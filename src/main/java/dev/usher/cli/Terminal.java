package dev.usher.cli;

import java.io.Console;

/** Whether somebody watches. */
final class Terminal {
    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // null it can still be, where the JDK is told so
    static boolean watched() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
