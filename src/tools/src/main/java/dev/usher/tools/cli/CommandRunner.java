package dev.usher.tools.cli;

import dev.usher.observe.SecretLoggers;
import dev.usher.settings.QueueSettings;
import dev.usher.settings.Settings;
import dev.usher.sqs.QueueException;
import dev.usher.tools.access.QueueAccess;
import dev.usher.tools.command.CommandException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import software.amazon.awssdk.core.exception.SdkException;

/** How commands that are no worker run: quiet logs, one line for what goes wrong, an exit code. */
final class CommandRunner {
    private CommandRunner() {}

    static int run(String command, Callable<Integer> work) throws Exception {
        SecretLoggers.silence();
        LogLevel.set("WARN");
        try {
            return work.call();
        } catch (CommandException e) {
            System.err.println("usher " + command + ": " + e.getMessage());
            return e.usage() ? Main.USAGE : Main.FAILED;
        } catch (QueueException e) {
            System.err.println("usher " + command + ": " + QueueAccess.told(e));
            return Main.FAILED;
        } catch (SdkException e) {
            // Its message may quote what was sent or answered.
            System.err.printf(
                    "usher %s: the AWS SDK ended in %s; check AWS_REGION and the credentials%n",
                    command, e.getClass().getSimpleName());
            return Main.FAILED;
        }
    }

    /** Runs what was asked for; what could not be written must not pass for done. */
    static int execute(CommandLine.ParseResult asked) {
        int code = new CommandLine.RunLast().execute(asked);
        for (CommandLine line : asked.asCommandLineList()) {
            line.getOut().flush();
        }
        if (System.out.checkError() && code == Main.OK) {
            System.err.println("usher: not all of the output could be written");
            return Main.FAILED;
        }
        return code;
    }

    /** The settings that are there; all problems at once if they are not in order. */
    static QueueSettings settings() {
        return switch (Settings.queues(System.getenv())) {
            case QueueSettings.Reading.Complete(QueueSettings settings) -> settings;
            case QueueSettings.Reading.Faulty faulty ->
                    throw CommandException.usage(
                            "wrong settings:\n" + String.join("\n", faulty.problems()));
        };
    }
}
