package dev.usher.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/dead-letter-drill}. */
@Command(
        name = "scripts/dead-letter-drill",
        description = {
            "Plants dead letters of four reasons in an embedded AWS, lists, shows and exports them, and"
                    + " replays those of one reason with a SIGTERM and a SIGKILL in between; then checks"
                    + " that exactly these were answered and nothing was lost, doubled or printed.",
            "",
            "Exit codes: 0 every promise is kept, 1 one is broken, 2 wrong usage."
        },
        sortOptions = false)
final class DeadLetterMain implements Callable<Integer> {
    @Option(
            names = "--letters",
            description = "How many; a multiple of 4, at least 80 (default: ${DEFAULT-VALUE}).",
            defaultValue = "5000")
    private int letters;

    @Option(names = "--help", usageHelp = true, description = "Shows this.")
    @SuppressWarnings("unused")
    private boolean help;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new DeadLetterMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (letters < 80 || letters % 4 != 0) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--letters must be a multiple of 4, and at least 80");
        }
        Path folder = Files.createTempDirectory("dead-letter-drill");
        try (DeadLetterDrill drill = new DeadLetterDrill(letters, folder, System.out)) {
            List<DrillFinding> findings = drill.run();
            findings.forEach(DeadLetterMain::print);
            return findings.stream().allMatch(f -> f.broken().isEmpty()) ? 0 : 1;
        } finally {
            delete(folder);
        }
    }

    private static void print(DrillFinding finding) {
        System.out.printf(
                "  %-6s  %s%n", finding.broken().isEmpty() ? "kept" : "BROKEN", finding.promise());
        finding.broken().forEach(each -> System.out.println("          " + each));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
