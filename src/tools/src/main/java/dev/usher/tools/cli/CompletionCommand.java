package dev.usher.tools.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code usher generate-completion}: a completion script for the shell. */
@Command(
        name = "generate-completion",
        description = {
            "Prints a script for bash and zsh that completes the commands and options of usher, where"
                    + " usher is the name of the command."
        },
        footer = {
            "",
            "Exit codes: 0 printed, 2 wrong usage.",
            "",
            "Examples:",
            "  source <(usher generate-completion)",
            "  usher generate-completion > ~/.local/share/bash-completion/completions/usher"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CompletionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine usher = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash(usher.getCommandName(), usher));
        out.flush();
    }
}
