package dev.usher.tools.cli;

import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.deadletters.DeadLetter;
import dev.usher.tools.deadletters.DeadLetterJson;
import dev.usher.tools.deadletters.MatchingLetters;
import dev.usher.tools.deadletters.Scan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code usher dlq list}: one line per dead letter, the oldest first. */
@Command(
        name = "list",
        description =
                "Lists dead letters with their reasons, the oldest first, or counts them. Shows no"
                        + " bodies.",
        footer = {
            "",
            "Exit codes: 0 done, 1 something failed or was stopped, 2 wrong usage or settings.",
            "",
            "Examples:",
            "  usher dlq list --count",
            "  usher dlq list --code RETRIES_EXHAUSTED,STRANDED --since 2h",
            "  usher dlq list --json | jq -r .username"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DlqList implements Callable<Integer> {
    @Mixin private DlqOptions options = new DlqOptions();

    @Option(names = "--count", description = "Count them by code and type.")
    private boolean count;

    @Option(names = "--json", description = "JSON, one object per line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return CommandRunner.run("dlq list", this::work);
    }

    private int work() throws InterruptedException {
        try (DeadLetterAccess access = options.open()) {
            DlqNotes.keys(access);
            DlqScan scan = new DlqScan("dlq list", access, options);
            List<DeadLetter> letters = new ArrayList<>();
            Scan.Report report =
                    scan.run(
                            new MatchingLetters(
                                    access.reader(),
                                    scan.filter(),
                                    (letter, _) -> letters.add(letter)));
            letters.sort(
                    Comparator.comparing((DeadLetter letter) -> letter.death().times().known()));
            print(letters);
            return scan.succeeded(report) ? Main.OK : Main.FAILED;
        }
    }

    private void print(List<DeadLetter> letters) {
        if (count) {
            new DlqCounts(letters).print(json);
            return;
        }
        if (json) {
            letters.forEach(letter -> System.out.println(DeadLetterJson.of(letter)));
            return;
        }
        Table table =
                new Table(
                        "FAILED",
                        "CODE",
                        "TYPE",
                        "ID",
                        "USERNAME",
                        "TRIES",
                        "REPLAYS",
                        "FROM",
                        "REASON");
        for (DeadLetter letter : letters) {
            DeadLetter.Death death = letter.death();
            table.add(
                    DlqNotes.time(death.times()),
                    death.code(),
                    letter.sender().type(),
                    letter.label(),
                    letter.sender().username(),
                    death.count().attempts(),
                    death.count().replays(),
                    death.queue(),
                    DlqNotes.reason(letter));
        }
        table.print();
        System.err.println(DlqNotes.letters(letters.size()));
    }
}
