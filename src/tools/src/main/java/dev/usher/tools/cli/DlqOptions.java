package dev.usher.tools.cli;

import dev.usher.message.FailureCode;
import dev.usher.settings.Durations;
import dev.usher.settings.SpellingSuggestions;
import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.deadletters.DeadLetter;
import dev.usher.tools.deadletters.DeadLetterFilter;
import dev.usher.tools.deadletters.ResultLimit;
import dev.usher.tools.deadletters.Scan;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Selects a queue, and dead letters in it. */
final class DlqOptions {
    private static final List<String> CODES =
            Stream.concat(
                            Arrays.stream(FailureCode.values()).map(Enum::name),
                            Stream.of(DeadLetter.NO_CODE))
                    .toList();

    private static final List<String> TYPES =
            List.of("signup", "signin", "refresh", "answer", "reset-password", "verify-attribute");

    @Option(
            names = "--queue",
            paramLabel = "NAME|URL|ARN",
            description =
                    "The dead-letter queue (default: USHER_DEAD_LETTER_QUEUE, else the redrive target of"
                            + " USHER_REQUEST_QUEUE).")
    private @Nullable String queue;

    @Option(
            names = "--code",
            split = ",",
            paramLabel = "CODE",
            description =
                    "With one of these failure codes; - for those without one, which SQS itself moved.")
    private @Nullable List<String> codes;

    @Option(
            names = "--type",
            split = ",",
            paramLabel = "TYPE",
            description = "Requests of one of these types: signup, signin, ...")
    private @Nullable List<String> types;

    @Option(
            names = "--id",
            split = ",",
            paramLabel = "ID",
            description = "With one of these ids, of the request or of the message.")
    private @Nullable List<String> ids;

    @Option(
            names = "--username",
            paramLabel = "NAME",
            description = "Of one of these users; may be repeated.")
    private @Nullable List<String> usernames;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Failed since then: an instant (2026-11-22T03:00:00Z) or an age (2h, 10d).")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Failed before then.")
    private @Nullable String until;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most this many, the first that SQS delivers.")
    private @Nullable Integer limit;

    private final Instant now;
    private @Nullable ResultLimit limited;

    /** Ids of the selected dead letters. */
    private final Set<String> found = ConcurrentHashMap.newKeySet();

    DlqOptions() {
        this(InstantSource.system());
    }

    /**
     * @param clock {@code --since 2h} counts from its time
     */
    DlqOptions(InstantSource clock) {
        this.now = clock.instant();
    }

    /** When the command began. */
    Instant now() {
        return now;
    }

    /** Checks the options, then opens the queue. */
    DeadLetterAccess open() {
        check();
        return DeadLetterAccess.open(CommandRunner.settings(), queue);
    }

    void addIds(List<String> more) {
        if (!more.isEmpty()) {
            List<String> all = new ArrayList<>(ids());
            all.addAll(more);
            ids = all;
        }
    }

    List<String> ids() {
        return ids == null ? List.of() : ids;
    }

    /** Whether the options select all dead letters. */
    boolean all() {
        return unfiltered() && limit == null;
    }

    /** Whether no option but the limit restricts the selection. */
    boolean unfiltered() {
        return ids == null && onlyIds();
    }

    /** Matches what the options select; ends the scan at the limit. */
    Predicate<DeadLetter> filter(Scan scan) {
        DeadLetterFilter filter = filter();
        Predicate<DeadLetter> recording =
                letter -> {
                    boolean fits = filter.test(letter);
                    if (fits && !filter.ids().isEmpty()) {
                        found.add(letter.messageId());
                        found.add(String.valueOf(letter.sender().id()));
                    }
                    return fits;
                };
        if (limit == null) {
            return recording;
        }
        ResultLimit first = new ResultLimit(recording, limit, scan::enough);
        limited = first;
        return first;
    }

    /** Reports each requested id that no selected dead letter has; true if there is none. */
    boolean foundAll(String command, Scan.Report report) {
        // A scan that ended early can't say.
        boolean early = report.cutShort() || (limited != null && limited.reached());
        List<String> missing =
                early
                        ? List.of()
                        : ids().stream().distinct().filter(id -> !found.contains(id)).toList();
        missing.forEach(id ->
                System.err.printf(
                        "usher %s: no dead letter%s has the id %s%n",
                        command, onlyIds() ? "" : " that the other options select", id));
        return missing.isEmpty();
    }

    private boolean onlyIds() {
        return codes == null
                && types == null
                && usernames == null
                && since == null
                && until == null;
    }

    /** Checks the options before any call to AWS. */
    void check() {
        DeadLetterFilter _ = filter();
    }

    DeadLetterFilter filter() {
        Instant from = time("--since", since);
        Instant to = time("--until", until);
        if (from != null && to != null && !from.isBefore(to)) {
            throw CommandException.usage("--since must be before --until");
        }
        if (limit != null && limit < 1) {
            throw CommandException.usage("--limit must be 1 or more");
        }
        return new DeadLetterFilter(
                known("--code", codes, CODES),
                known("--type", types, TYPES),
                values("--id", ids),
                values("--username", usernames),
                new DeadLetterFilter.Span(from, to));
    }

    /** An empty value must not select all dead letters. */
    private static Set<String> values(String option, @Nullable List<String> values) {
        if (values == null) {
            return Set.of();
        }
        if (values.isEmpty() || values.stream().anyMatch(String::isBlank)) {
            throw CommandException.usage(option + " needs a value that is not empty");
        }
        return Set.copyOf(values);
    }

    private static Set<String> known(
            String option, @Nullable List<String> values, List<String> known) {
        Set<String> found = new HashSet<>();
        for (String value : values(option, values)) {
            found.add(
                    known.stream()
                            .filter(value::equalsIgnoreCase)
                            .findFirst()
                            .orElseThrow(() ->
                                    CommandException.usage(
                                            "%s %s is unknown%s"
                                                    .formatted(
                                                            option,
                                                            value,
                                                            suggestion(value, known)))));
        }
        return found;
    }

    private static String suggestion(String value, List<String> known) {
        return SpellingSuggestions.nearest(value, known)
                .map(name -> "; did you mean " + name + "?")
                .orElseGet(() -> ": it is one of " + String.join(", ", known));
    }

    private @Nullable Instant time(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Durations.parse(text)
                    .map(now::minus)
                    .orElseGet(() -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException | ArithmeticException _) {
            throw CommandException.usage(
                    option + " must be an instant (2026-11-22T03:00:00Z) or an age (2h, 10d)");
        }
    }
}
