package dev.usher.tools.cli;

import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code usher}: the commands that need no embedded AWS. */
public final class Main {
    /** The exit codes: done, failed, wrong usage or settings. */
    public static final int OK = 0;

    public static final int FAILED = 1;
    public static final int USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        System.exit(
                commandLine()
                        .addSubcommand("demo", new NotInThisJar())
                        .addSubcommand("local", new NotInThisJar())
                        .execute(args));
    }

    /** The command line with the commands of every jar. */
    public static CommandLine commandLine() {
        return new CommandLine(new Usher())
                .addSubcommand(new WorkerCommand())
                .addSubcommand(new EnqueueCommand())
                .addSubcommand(new RepliesCommand())
                .addSubcommand(new DlqCommand())
                .addSubcommand(new DoctorCommand(System.getenv(), InstantSource.system()))
                .addSubcommand(SendCommand.line(Terminal::ask))
                .addSubcommand(new HealthCommand())
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new ManPagesCommand())
                .setExecutionStrategy(CommandRunner::execute)
                .setParameterExceptionHandler(new UsageErrors());
    }

    @Command(
            name = "usher",
            description =
                    "Signs users up to Amazon Cognito from an SQS queue, and never loses a request.",
            footer = {
                "",
                "Exit codes: 0 done, 1 something failed, 2 wrong usage or settings.",
                "",
                "Examples:",
                "  usher worker",
                "  usher send --help"
            },
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND")
    private static final class Usher implements Runnable {
        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init")
        private CommandLine.Model.CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "usher: which command? (see usher --help)");
        }
    }

    @Command(
            description = "Needs the embedded AWS, which is not in this jar.",
            hidden = true,
            mixinStandardHelpOptions = true)
    private static final class NotInThisJar implements Runnable {
        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init")
        private CommandLine.Model.CommandSpec spec;

        @CommandLine.Unmatched
        @SuppressWarnings("unused")
        private String[] arguments = {};

        @Override
        public void run() {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "usher %s: not in this jar; run usher-local.jar, or scripts/usher"
                            .formatted(spec.name()));
        }
    }
}
