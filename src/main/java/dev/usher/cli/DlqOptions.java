package dev.usher.cli;

import dev.usher.batch.CannotGoOn;
import dev.usher.deadletters.AtMost;
import dev.usher.deadletters.DeadLetter;
import dev.usher.deadletters.Filter;
import dev.usher.deadletters.Scan;
import dev.usher.settings.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which queue, and which of the dead letters in it. */
final class DlqOptions {
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
                    "With one of these failure codes; - for those that SQS moved by itself, without one.")
    private List<String> codes = new ArrayList<>();

    @Option(
            names = "--type",
            split = ",",
            paramLabel = "TYPE",
            description = "Requests of one of these types: signup, signin, ...")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--id",
            split = ",",
            paramLabel = "ID",
            description = "With one of these ids, the request's or the message's.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--username",
            paramLabel = "NAME",
            description = "Of one of these users; may be repeated.")
    private List<String> usernames = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Dead since then: an instant as 2026-11-22T03:00:00Z, or so long ago as 2h or 10d.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Dead before then.")
    private @Nullable String until;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many, whichever SQS gives first.")
    private @Nullable Integer limit;

    /** The one that is asked for; null for the one of the settings. */
    @Nullable String queue() {
        return queue;
    }

    void addIds(List<String> more) {
        ids.addAll(more);
    }

    List<String> ids() {
        return ids;
    }

    /** Whether all of the letters are meant. */
    boolean everything() {
        return everyone() && limit == null;
    }

    /** Whether nothing but their number holds any back. */
    boolean everyone() {
        return codes.isEmpty()
                && types.isEmpty()
                && ids.isEmpty()
                && usernames.isEmpty()
                && since == null
                && until == null;
    }

    /** To be handed to the visitor of the scan. */
    Predicate<DeadLetter> meant(Instant now, Scan scan) {
        Filter filter = filter(now);
        return limit == null ? filter : new AtMost(filter, limit, scan::enough);
    }

    /** Finds what is wrong before anything is asked of AWS. */
    void check(Instant now) {
        Filter _ = filter(now);
    }

    Filter filter(Instant now) {
        Instant from = time("--since", since, now);
        Instant to = time("--until", until, now);
        if (from != null && to != null && !from.isBefore(to)) {
            throw CannotGoOn.usage("--since must be before --until");
        }
        if (limit != null && limit < 1) {
            throw CannotGoOn.usage("--limit must be 1 or more");
        }
        Set<String> upper = new HashSet<>();
        codes.forEach(code -> upper.add(code.toUpperCase(Locale.ROOT)));
        return new Filter(
                upper,
                Set.copyOf(types),
                Set.copyOf(ids),
                Set.copyOf(usernames),
                new Filter.Span(from, to));
    }

    private static @Nullable Instant time(String option, @Nullable String text, Instant now) {
        if (text == null) {
            return null;
        }
        try {
            return Durations.parse(text)
                    .map(now::minus)
                    .orElseGet(() -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException | ArithmeticException _) {
            throw CannotGoOn.usage(
                    option
                            + " must be an instant as 2026-11-22T03:00:00Z, or so long ago as 2h or 10d");
        }
    }
}
