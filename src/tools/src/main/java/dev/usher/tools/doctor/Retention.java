package dev.usher.tools.doctor;

import static dev.usher.settings.Durations.print;

import dev.usher.settings.LedgerSetting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long messages are kept, and whether ids are remembered for as long. A message that SQS itself
 * moves to a standard dead-letter queue keeps the time of its first sending.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html">Dead-letter
 *     queues</a>
 */
final class Retention {
    private static final String CHECK = "retention";
    private static final String LONGEST = "MessageRetentionPeriod=1209600";

    private Retention() {}

    /**
     * @param sources none where each of them has another role as well, which is said elsewhere
     * @param ledgerSetting whether its retention is known to be the one meant, the caller sees to
     */
    static List<Finding> of(
            List<ExistingQueue> sources, ExistingQueue dead, LedgerSetting ledgerSetting) {
        if (sources.isEmpty()) {
            return List.of();
        }
        Optional<ExistingQueue> longest =
                sources.stream()
                        .filter(source -> source.retention().isPresent())
                        .max(Comparator.comparing(source -> source.retention().orElseThrow()));
        List<Finding> findings = new ArrayList<>();
        Stream.concat(sources.stream(), Stream.of(dead))
                .filter(queue -> queue.attributes().isEmpty())
                .forEach(queue -> findings.add(skipped(queue, "its attributes may not be read")));
        if (longest.isEmpty() || dead.retention().isEmpty()) {
            if (findings.isEmpty()) {
                findings.add(skipped(dead, "this server does not tell"));
            }
            return findings;
        }
        Duration source = longest.get().retention().orElseThrow();
        Duration grave = dead.retention().orElseThrow();
        findings.add(graves(longest.get(), source, dead, grave));
        Duration both = source.plus(grave);
        if (!(ledgerSetting instanceof LedgerSetting.None)
                && ledgerSetting.retention().compareTo(both) < 0) {
            findings.add(
                    Finding.failed(
                            CHECK,
                            "USHER_LEDGER_RETENTION",
                            "%s, but a request can lie in its queue and among the dead letters for %s"
                                    .formatted(print(ledgerSetting.retention()), print(both)),
                            "set USHER_LEDGER_RETENTION to %s or more".formatted(print(both))));
        }
        return findings;
    }

    private static Finding skipped(ExistingQueue queue, String why) {
        return Finding.skipped(CHECK, queue.name(), why, "");
    }

    private static Finding graves(
            ExistingQueue from, Duration source, ExistingQueue dead, Duration grave) {
        String found =
                "keeps messages for %s, %s for %s"
                        .formatted(print(grave), from.name(), print(source));
        int order = grave.compareTo(source);
        if (order > 0) {
            return Finding.ok(CHECK, dead.name(), found);
        }
        return order < 0
                ? Finding.failed(
                        CHECK,
                        dead.name(),
                        found + ": what SQS moves there late is gone at once",
                        dead.set(LONGEST))
                : Finding.warning(
                        CHECK,
                        dead.name(),
                        found + ": what SQS moves there late is gone soon",
                        dead.set(LONGEST) + ", and keep requests for less");
    }
}
