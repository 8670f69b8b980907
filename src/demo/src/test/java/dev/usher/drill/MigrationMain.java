package dev.usher.drill;

import dev.usher.soak.LaunchSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/migration-drill}. */
@Command(
        name = "scripts/migration-drill",
        description = {
            "Writes a file of users as old systems export them (quotes, line ends and accents in"
                    + " fields, a byte-order mark, 2 % bad rows), runs enqueue, worker and replies on it"
                    + " against the embedded AWS, kills each of them again and again, and then looks"
                    + " after every row.",
            "",
            "Exit codes: 0 every row is as it should be, 1 some are not, 2 wrong usage."
        },
        sortOptions = false)
final class MigrationMain implements Callable<Integer> {
    @Option(names = "--rows", description = "Of the file (default: 10000).")
    private int rows = 10_000;

    @Option(names = "--kills", description = "Of each command (default: 3).")
    private int kills = 3;

    @Option(names = "--workers", description = "Processes at a time (default: 1).")
    private int workers = 1;

    @Option(names = "--seed", description = "Of all that is drawn (default: a random one).")
    private @Nullable Long seed;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this and exits.")
    private boolean help;

    private MigrationMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new MigrationMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        long drawn = seed == null ? new SecureRandom().nextInt(1_000_000) : seed;
        System.out.printf("seed %d, %,d rows%n", drawn, rows);
        Path folder = Path.of(System.getProperty("usher.drill.folder", "target"), "migration");
        LaunchSettings launch = LaunchSettings.ofDrill(folder.toAbsolutePath());
        MigrationDrill.Setting setting =
                new MigrationDrill.Setting(
                        rows, kills, workers, drawn, 0, "60s", 1, Duration.ofHours(3));
        Path own = LaunchSettings.emptied(folder.toAbsolutePath().resolve("files"));
        try (MigrationDrill drill = new MigrationDrill(setting, launch, own, System.out)) {
            MigrationDrill.Outcome outcome = drill.run();
            System.out.printf(
                    "%d kills; enqueued in %,.1f s, answered in %,.1f s: %,.0f rows a second%n",
                    outcome.kills(),
                    outcome.enqueued().toMillis() / 1000.0,
                    outcome.answered().toMillis() / 1000.0,
                    rows * 1000.0 / Math.max(1, outcome.answered().toMillis()));
            outcome.broken().forEach(broken -> System.out.println("BROKEN  " + broken));
            if (outcome.broken().isEmpty()) {
                System.out.println(
                        "kept: every good row CONFIRMED once, every bad one named with its line,"
                                + " results.csv and failed.csv complete, no password elsewhere");
            }
            return outcome.broken().isEmpty() ? 0 : 1;
        }
    }
}
