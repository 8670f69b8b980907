package dev.usher.demo;

import picocli.CommandLine;

/** {@code usher} with the commands that need the embedded AWS. */
public final class DemoMain {
    private DemoMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** With all commands. */
    public static CommandLine commandLine() {
        return dev.usher.tools.cli.Main.commandLine()
                .addSubcommand(new DemoCommand())
                .addSubcommand(new LocalCommand());
    }
}
