package dev.usher.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code scripts/soak}. */
@Command(
        name = "scripts/soak",
        description = {
            "Sends sign-ups of all kinds to workers that are killed again and again, over calls that"
                    + " fail, connections that drop and quotas that are too low; then checks, id by id,"
                    + " everything that is promised.",
            "",
            "Exit codes: 0 every promise is kept, 1 one is broken, 2 wrong usage."
        },
        sortOptions = false)
final class Soak implements Callable<Integer> {
    @Option(
            names = "--requests",
            description = "How many; one in twenty is sent twice (default: 2000; --fleet: 3000).")
    private @Nullable Integer requests;

    @Option(
            names = "--kill-every",
            converter = DurationArgument.class,
            description = "SIGKILL to a random worker; 0s for none (default: ${DEFAULT-VALUE}).",
            defaultValue = "2s")
    private Duration killEvery = Duration.ZERO;

    @Option(
            names = "--ledger",
            description =
                    "sqlite, dynamodb, none, sqlite-deleted (the file is deleted half-way), or all,"
                            + " one run after the other (default: ${DEFAULT-VALUE}).",
            defaultValue = "all")
    private String ledger = "";

    @Option(
            names = "--workers",
            description = "Processes at a time (default: ${DEFAULT-VALUE}).",
            defaultValue = "2")
    private int workers;

    @Option(names = "--seed", description = "Of all that is drawn (default: a random one).")
    private @Nullable Long seed;

    @Option(
            names = "--limit",
            converter = DurationArgument.class,
            description = "Ends a run that is not done by then (default: ${DEFAULT-VALUE}).",
            defaultValue = "10m")
    private Duration limit = Duration.ZERO;

    @Option(
            names = "--fleet",
            description =
                    "Instead of that: so many workers of 64 on Cognito's default quotas, without faults"
                            + " or kills; how well do they share them?")
    private @Nullable Integer fleet;

    @Option(
            names = "--lanes",
            description =
                    "Instead of that: interactive requests on an idle worker, and then in a bulk flood"
                            + " of 10,000; how long do they take?")
    private boolean lanes;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this and exits.")
    private boolean help;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    /** Where a run keeps its files; they stay until the next one. */
    private final Path folder = Path.of(System.getProperty("usher.drill.folder", "target"), "soak");

    private Soak() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Soak()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<SoakLedger> kinds = kinds();
        SoakSettings setting = setting();
        if (fleet != null || lanes) {
            return measured() ? 0 : 1;
        }
        System.out.println("seed " + setting.seed());
        LaunchSettings launch = launch();
        boolean kept = true;
        for (SoakLedger kind : kinds) {
            kept &= soak(kind, setting, launch);
        }
        return kept ? 0 : 1;
    }

    private boolean measured() throws IOException, InterruptedException {
        boolean good = true;
        if (fleet != null) {
            int count = requests == null ? 3000 : requests;
            try (FleetRun run =
                    new FleetRun(
                            launch(),
                            LaunchSettings.emptied(folder.toAbsolutePath().resolve("fleet")))) {
                good = run.report(fleet, count, System.out);
            }
        }
        if (lanes) {
            try (LanesRun run =
                    new LanesRun(
                            launch(),
                            LaunchSettings.emptied(folder.toAbsolutePath().resolve("lanes")))) {
                good &= run.report(System.out);
            }
        }
        return good;
    }

    private boolean soak(SoakLedger kind, SoakSettings setting, LaunchSettings launch)
            throws IOException, InterruptedException {
        Path own = LaunchSettings.emptied(folder.toAbsolutePath().resolve(kind.title()));
        System.err.println("ledger " + kind.title() + ":");
        try (SoakLedger.Ledger started = kind.start(own);
                SoakRun run = new SoakRun(setting, started, launch, own, System.err)) {
            RunOutcome outcome = run.outcome();
            new SoakReport(System.out)
                    .print(
                            "ledger %s, seed %d, %d requests"
                                    .formatted(kind.title(), setting.seed(), setting.requests()),
                            outcome);
            return outcome.kept();
        }
    }

    private SoakSettings setting() {
        int count = requests == null ? 2000 : requests;
        if (count < 1 || workers < 1 || !limit.isPositive() || (fleet != null && fleet < 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--requests, --workers, --fleet and --limit must be above 0");
        }
        return new SoakSettings(
                count,
                workers,
                seed == null ? new SecureRandom().nextInt(1_000_000) : seed,
                SoakSettings.Kills.every(killEvery),
                limit);
    }

    private List<SoakLedger> kinds() {
        List<SoakLedger> all = List.of(SoakLedger.values());
        if (ledger.equals("all")) {
            return all;
        }
        return all.stream()
                .filter(kind -> kind.title().equals(ledger))
                .findFirst()
                .map(List::of)
                .orElseThrow(() ->
                        new ParameterException(
                                spec.commandLine(),
                                "--ledger: one of "
                                        + all.stream().map(SoakLedger::title).toList()
                                        + " or all"));
    }

    private LaunchSettings launch() throws IOException, InterruptedException {
        return LaunchSettings.ofDrill(folder.toAbsolutePath());
    }
}
