package dev.usher.demo;

import dev.usher.cli.LogLevel;
import dev.usher.cli.Version;
import dev.usher.local.EmbeddedAws;
import dev.usher.local.Options;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher local}: the embedded AWS alone, on one endpoint. */
@Command(
        name = "local",
        description = {
            "Runs SQS, Cognito user pools and Secrets Manager on one endpoint of this machine, with"
                    + " queues, a user pool, an app client and the secret made, and prints the lines"
                    + " that point 'usher worker' (and any AWS SDK or CLI) at it.",
            "",
            "GET, PUT and DELETE /_usher/faults looks at, sets and clears faults and latency while it runs."
        },
        footer = {
            "",
            "Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 it could not start, 2 wrong usage.",
            "",
            "Examples:",
            "  usher local > local.env",
            "  usher local --port 0 --quotas aws --latency 80 > local.env"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class LocalCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            defaultValue = "4566",
            description = "Where to listen; 0 for any free port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--quotas",
            defaultValue = "none",
            description = "aws: Cognito's default request quotas; none: no limits (default).")
    private DemoCommand.QuotaChoice quotas = DemoCommand.QuotaChoice.none;

    @Option(
            names = "--latency",
            defaultValue = "0",
            description = "Milliseconds added to each call of Cognito and Secrets Manager.")
    private int latencyMillis;

    @Override
    public Integer call() throws InterruptedException {
        LogLevel.set("WARN");
        Options options =
                Options.standard()
                        .withPort(port)
                        .withRegion(Stage.REGION)
                        .withQuotas(quotas == DemoCommand.QuotaChoice.aws)
                        .withLatency(Duration.ofMillis(latencyMillis));
        CountDownLatch stop = new CountDownLatch(1);
        try (EmbeddedAws aws = EmbeddedAws.start(options);
                Stage stage = new Stage(aws, aws.endpoint())) {
            stage.aws(aws.endpoint()).forEach(LocalCommand::export);
            stage.settings().forEach(LocalCommand::export);
            if (quotas == DemoCommand.QuotaChoice.none) {
                DemoCommand.LIFTED_RATES.forEach(LocalCommand::export);
            }
            System.out.flush();
            System.err.println(
                    "# The embedded AWS listens on " + aws.endpoint() + "; Ctrl-C ends it.");
            dev.usher.cli.StopSignals.handle(stop::countDown);
            stop.await();
        }
        return dev.usher.cli.Main.OK;
    }

    private static void export(String name, String value) {
        System.out.println("export " + name + "='" + value + "'");
    }
}
