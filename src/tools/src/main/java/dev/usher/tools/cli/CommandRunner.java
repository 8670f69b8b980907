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

/** Runs all commands but the worker: quiet logs, one line per error, an exit code. */
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
            System.err.println("usher " + command + ": " + QueueAccess.message(e));
            return Main.FAILED;
        } catch (SdkException e) {
            // The exception's message may quote requests or answers.
            System.err.printf(
                    "usher %s: the AWS SDK failed with %s; check AWS_REGION and the credentials%n",
                    command, e.getClass().getSimpleName());
            return Main.FAILED;
        }
    }

    /** Runs a command; it fails if its output could not be written. */
    static int execute(CommandLine.ParseResult parsed) {
        int code = new CommandLine.RunLast().execute(parsed);
        for (CommandLine line : parsed.asCommandLineList()) {
            line.getOut().flush();
        }
        if (System.out.checkError() && code == Main.OK) {
            System.err.println("usher: the output could not be written completely");
            return Main.FAILED;
        }
        return code;
    }

    /** Reads the settings; reports all problems at once. */
    static QueueSettings settings() {
        return switch (Settings.queues(System.getenv())) {
            case QueueSettings.Reading.Complete(QueueSettings settings) -> settings;
            case QueueSettings.Reading.Faulty faulty ->
                    throw CommandException.usage(
                            "wrong settings:\n" + String.join("\n", faulty.problems()));
        };
    }
}
