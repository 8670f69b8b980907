package dev.usher.demo;

import dev.usher.emulator.EmbeddedAws;
import dev.usher.emulator.Options;
import dev.usher.tools.cli.LogLevel;
import dev.usher.tools.cli.Main;
import dev.usher.tools.cli.StopSignals;
import dev.usher.tools.cli.Version;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher local}: the embedded AWS alone, on one endpoint. */
@Command(
        name = "local",
        description = {
            "Runs SQS, Cognito user pools, Secrets Manager and DynamoDB on one endpoint, makes queues,"
                    + " a user pool, an app client, the secret and a ledger table, and prints the"
                    + " lines that point 'usher worker' (and any AWS SDK or CLI) at it.",
            "",
            "GET, PUT and DELETE /_usher/faults shows, sets and clears faults and latency while it runs."
        },
        footer = {
            "",
            "Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 it could not start, 2 wrong usage.",
            "",
            "Examples:",
            "  usher local > local.env",
            "  usher local --port 0 --quotas aws --latency 80 > local.env",
            "  usher local --ledger dynamodb > local.env"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class LocalCommand implements Callable<Integer> {
    @Option(
            names = "--address",
            defaultValue = "127.0.0.1",
            description =
                    "Where to listen; 0.0.0.0 admits every client that reaches this machine, and"
                            + " nothing here is protected (default: ${DEFAULT-VALUE}).")
    private String address = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "4566",
            description = "The port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--quotas",
            defaultValue = "none",
            description = "aws: Cognito's default request quotas; none: no limits (default).")
    private DemoCommand.QuotaChoice quotas = DemoCommand.QuotaChoice.none;

    @Option(
            names = "--latency",
            defaultValue = "0",
            description = "Milliseconds added to each call, SQS apart.")
    private int latencyMillis;

    @Option(
            names = "--ledger",
            defaultValue = "sqlite",
            description =
                    "dynamodb: the printed settings name the table usher-ledger; none: no ledger;"
                            + " sqlite: they name none, so that the worker has its default file"
                            + " (default).")
    private LedgerChoice ledger = LedgerChoice.sqlite;

    @Option(
            names = "--user-pool-id",
            paramLabel = "ID",
            description =
                    "Of the user pool, for settings written beforehand (default: a random one).")
    private @Nullable String userPoolId;

    @Option(names = "--client-id", paramLabel = "ID", description = "Of the app client, likewise.")
    private @Nullable String clientId;

    @Override
    public Integer call() throws InterruptedException {
        LogLevel.set("WARN");
        Options options =
                Options.standard()
                        .withAddress(address)
                        .withPort(port)
                        .withRegion(LocalAccount.REGION)
                        .withQuotas(quotas == DemoCommand.QuotaChoice.aws)
                        .withLatency(Duration.ofMillis(latencyMillis));
        CountDownLatch stop = new CountDownLatch(1);
        try (EmbeddedAws aws = EmbeddedAws.start(options);
                LocalAccount account = new LocalAccount(aws, aws.endpoint(), tags())) {
            account.aws(aws.endpoint()).forEach(LocalCommand::export);
            account.settings().forEach(LocalCommand::export);
            if (quotas == DemoCommand.QuotaChoice.none) {
                DemoCommand.LIFTED_RATES.forEach(LocalCommand::export);
            }
            switch (ledger) {
                case sqlite -> {}
                case dynamodb -> export("USHER_LEDGER", "dynamodb:" + LocalAccount.LEDGER_TABLE);
                case none -> export("USHER_LEDGER", "none");
            }
            System.out.flush();
            System.err.println(
                    "# The embedded AWS listens on " + aws.endpoint() + "; Ctrl-C ends it.");
            if (ledger == LedgerChoice.sqlite) {
                System.err.println(
                        "# The table %s is made too: export USHER_LEDGER=dynamodb:%s"
                                .formatted(LocalAccount.LEDGER_TABLE, LocalAccount.LEDGER_TABLE));
            }
            StopSignals.handle(stop::countDown);
            stop.await();
        }
        return Main.OK;
    }

    private Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        if (userPoolId != null) {
            tags.put("_custom_id_", userPoolId);
        }
        if (clientId != null) {
            tags.put("_custom_client_id_", clientId);
        }
        return tags;
    }

    private static void export(String name, String value) {
        System.out.println("export " + name + "='" + value + "'");
    }
}
