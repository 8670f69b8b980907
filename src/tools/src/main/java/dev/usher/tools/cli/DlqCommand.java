package dev.usher.tools.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code usher dlq}: the commands for dead letters. */
@Command(
        name = "dlq",
        description = {
            "Shows dead letters with their reasons, replays, exports and purges them.",
            "",
            "SQS cannot peek: a command that reads the queue hides the messages from other readers until"
                    + " it ends, even by Ctrl-C, and raises their receive counts. The number of"
                    + " messages is approximate."
        },
        subcommands = {
            DlqList.class,
            DlqShow.class,
            DlqReplay.class,
            DlqExport.class,
            DlqPurge.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 something failed or was stopped, 2 wrong usage or settings.",
            "",
            "Examples:",
            "  usher dlq list --count",
            "  usher dlq list --code RETRIES_EXHAUSTED --since 2h",
            "  usher dlq show order-17",
            "  usher dlq replay --code RETRIES_EXHAUSTED --rate 20 --dry-run",
            "  usher dlq purge --until 10d"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class DlqCommand implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "usher dlq: which command? list, show, replay, export or purge (see usher dlq --help)");
    }
}
