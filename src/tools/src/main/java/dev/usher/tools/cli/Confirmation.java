package dev.usher.tools.cli;

import dev.usher.tools.command.CommandException;
import java.io.Console;
import java.util.Locale;

/** Asks before actions that are hard to undo. */
final class Confirmation {
    private Confirmation() {}

    /**
     * Whether the user says yes.
     *
     * @throws CommandException if there is no terminal
     */
    static boolean given(String question) {
        Console console = Terminal.console();
        if (console == null) {
            throw CommandException.usage(
                    "there is no terminal to ask \"%s\": confirm it with --yes".formatted(question));
        }
        // Reading from a terminal can't be interrupted.
        StopSignals.handle(() -> {
            System.err.println();
            System.err.println("nothing was done");
            Runtime.getRuntime().exit(Main.FAILED);
        });
        System.err.print(question + " [y/N] ");
        System.err.flush();
        String answer = console.readLine();
        boolean yes =
                answer != null
                        && (answer.trim().toLowerCase(Locale.ROOT).equals("y")
                                || answer.trim().toLowerCase(Locale.ROOT).equals("yes"));
        if (!yes) {
            System.err.println("nothing was done");
        }
        return yes;
    }
}
