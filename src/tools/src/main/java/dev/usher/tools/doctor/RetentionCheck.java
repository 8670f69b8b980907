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
 * Checks how long messages are kept, and that the ledger remembers ids as long. A message that SQS
 * moves to a standard dead-letter queue keeps its first send time.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html">Dead-letter
 *     queues</a>
 */
final class RetentionCheck {
    private static final String CHECK = "retention";
    private static final String LONGEST = "MessageRetentionPeriod=1209600";

    private RetentionCheck() {}

    /**
     * @param sources empty if each has a second role, which is another finding
     * @param ledgerSetting must have a valid retention
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
                findings.add(skipped(dead, "this server does not report it"));
            }
            return findings;
        }
        Duration source = longest.get().retention().orElseThrow();
        Duration deadRetention = dead.retention().orElseThrow();
        findings.add(compare(longest.get(), source, dead, deadRetention));
        Duration both = source.plus(deadRetention);
        if (!(ledgerSetting instanceof LedgerSetting.None)
                && ledgerSetting.retention().compareTo(both) < 0) {
            findings.add(
                    Finding.failed(
                            CHECK,
                            "USHER_LEDGER_RETENTION",
                            "%s, but a request can stay in its queue and the dead-letter queue for %s"
                                    .formatted(print(ledgerSetting.retention()), print(both)),
                            "set USHER_LEDGER_RETENTION to %s or more".formatted(print(both))));
        }
        return findings;
    }

    private static Finding skipped(ExistingQueue queue, String why) {
        return Finding.skipped(CHECK, queue.name(), why, "");
    }

    private static Finding compare(
            ExistingQueue from, Duration source, ExistingQueue dead, Duration deadRetention) {
        String found =
                "keeps messages for %s, %s for %s"
                        .formatted(print(deadRetention), from.name(), print(source));
        int order = deadRetention.compareTo(source);
        if (order > 0) {
            return Finding.ok(CHECK, dead.name(), found);
        }
        return order < 0
                ? Finding.failed(
                        CHECK,
                        dead.name(),
                        found + ": SQS deletes at once what it moves there late",
                        dead.set(LONGEST))
                : Finding.warning(
                        CHECK,
                        dead.name(),
                        found + ": SQS soon deletes what it moves there late",
                        dead.set(LONGEST) + ", and keep requests for less time");
    }
}
