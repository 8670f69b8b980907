package dev.usher.demo;

import dev.usher.app.WorkerService;
import dev.usher.emulator.EmbeddedAws;
import dev.usher.emulator.Options;
import dev.usher.settings.Settings;
import dev.usher.settings.SettingsResult;
import dev.usher.tools.cli.LogLevel;
import dev.usher.tools.cli.Main;
import dev.usher.tools.cli.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher demo}: the whole of Usher in one process, on the embedded AWS. */
@Command(
        name = "demo",
        description = {
            "Starts queues, a user pool, a secret and a ledger table in this process, enqueues realistic"
                    + " sign-ups, some of them bad on purpose, runs the worker on them, and shows the"
                    + " replies."
        },
        footer = {
            "",
            "Exit codes: 0 every reply was as expected, 1 one was not, 2 wrong usage.",
            "",
            "Examples:",
            "  usher demo",
            "  usher demo --requests 20000 --seed 7",
            "  usher demo --requests 200 --quotas aws --latency 80",
            "  usher demo --ledger dynamodb"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {
    /** So high that they never delay a call. */
    static final Map<String, String> LIFTED_RATES =
            Map.of(
                    "USHER_CREATE_RATE", "100000",
                    "USHER_AUTH_RATE", "100000",
                    "USHER_RESPOND_RATE", "100000");

    /** Which request quotas Cognito has. */
    enum QuotaChoice {
        aws,
        none
    }

    @Option(
            names = "--requests",
            defaultValue = "1000",
            description = "How many sign-ups (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--latency",
            defaultValue = "5",
            description =
                    "Milliseconds that each call takes, SQS apart (default: ${DEFAULT-VALUE}).")
    private int latencyMillis;

    @Option(
            names = "--quotas",
            defaultValue = "none",
            description = "aws: Cognito's default request quotas; none: no limits (default).")
    private QuotaChoice quotas = QuotaChoice.none;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of everything random (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--ledger",
            defaultValue = "sqlite",
            description =
                    "sqlite: a file, as on one machine (default); dynamodb: a table, as for a fleet;"
                            + " none: Cognito alone.")
    private LedgerChoice ledger = LedgerChoice.sqlite;

    @Override
    public Integer call() throws InterruptedException, IOException, ParseException {
        LogLevel.set("ERROR");
        if (requests < 1) {
            System.err.println("usher demo: --requests must be at least 1");
            return Main.USAGE;
        }
        System.err.println("Starting the embedded AWS ...");
        Path folder = Files.createTempDirectory("usher-demo");
        Options options =
                Options.standard()
                        .withRegion(LocalAccount.REGION)
                        .withQuotas(quotas == QuotaChoice.aws)
                        .withLatency(Duration.ofMillis(latencyMillis))
                        .withSeed(seed);
        try (EmbeddedAws aws = EmbeddedAws.start(options);
                LocalAccount account = new LocalAccount(aws, aws.sqsEndpoint(), Map.of())) {
            pointSdkAt(aws);
            WorkerService workerService =
                    new WorkerService(
                            settings(account, ledger.setting(folder.resolve("ledger.db"))));
            DemoRun run = new DemoRun(account, workerService, new DemoRun.Plan(requests, seed));
            return run.run() ? Main.OK : Main.FAILED;
        } finally {
            remove(folder);
        }
    }

    /** Does what the environment variables of the same names do, for this process alone. */
    private static void pointSdkAt(EmbeddedAws aws) {
        System.setProperty("aws.endpointUrl", aws.endpoint().toString());
        System.setProperty("aws.endpointUrlSqs", aws.sqsEndpoint().toString());
        System.setProperty("aws.region", LocalAccount.REGION);
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
    }

    private Settings settings(LocalAccount account, String ledgerSetting) {
        Map<String, String> variables = new HashMap<>(account.settings());
        variables.put("USHER_LEDGER", ledgerSetting);
        variables.put("USHER_HTTP_ADDRESS", "127.0.0.1:0");
        if (quotas == QuotaChoice.none) {
            variables.putAll(LIFTED_RATES);
        }
        return switch (Settings.from(variables)) {
            case SettingsResult.Complete(Settings settings) -> settings;
            case SettingsResult.Faulty faulty -> throw new IllegalStateException(faulty.message());
        };
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
