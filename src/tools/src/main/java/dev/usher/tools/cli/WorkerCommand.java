package dev.usher.tools.cli;

import dev.usher.app.CannotStart;
import dev.usher.app.WorkerService;
import dev.usher.observe.JsonLog;
import dev.usher.observe.SecretLoggers;
import dev.usher.settings.Settings;
import dev.usher.settings.SettingsResult;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code usher worker}: consumes until SIGTERM, then drains and exits 0. */
@Command(
        name = "worker",
        description = {
            "Takes requests from the request queue, signs the users up and replies on the reply queue."
                    + " At SIGTERM or Ctrl-C, it finishes the requests in progress and exits 0.",
            "",
            "Settings come from environment variables (USHER_...) and from the properties file that"
                    + " USHER_CONFIG names; README.md lists them all. Region, credentials and"
                    + " endpoints are the AWS SDK's own.",
            "",
            "The log goes to stderr: as text on a terminal, otherwise as one JSON object per line."
        },
        footer = {
            "",
            "Exit codes: 0 stopped, 1 failed, 2 wrong settings.",
            "",
            "Examples:",
            "  usher worker",
            "  USHER_CONFIG=/etc/usher.properties AWS_REGION=eu-west-1 usher worker",
            "  USHER_LEDGER=dynamodb:usher-ledger USHER_CONCURRENCY=128 usher worker"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class WorkerCommand implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
        return switch (Settings.from(System.getenv())) {
            case SettingsResult.Complete(Settings settings) -> work(settings);
            case SettingsResult.Faulty faulty -> {
                System.err.println(faulty.message());
                yield Main.USAGE;
            }
        };
    }

    private static int work(Settings settings) throws InterruptedException {
        SecretLoggers.silence();
        boolean json = !Terminal.showsLog();
        if (json) {
            JsonLog.begin();
        }
        LogLevel.set(settings.observation().logLevel());
        WorkerService workerService = new WorkerService(settings);
        StopSignals.handle(workerService::stop);
        try {
            workerService.run();
            return Main.OK;
        } catch (UncheckedIOException e) {
            report(json, e);
            return Main.FAILED;
        } catch (CannotStart e) {
            report(json, e);
            return Main.USAGE;
        }
    }

    /** In the format of the log. */
    private static void report(boolean json, RuntimeException e) {
        if (json) {
            LoggerFactory.getLogger(WorkerCommand.class).error("{}", e.getMessage());
        } else {
            System.err.println("usher worker: " + e.getMessage());
        }
    }
}
