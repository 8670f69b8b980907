package dev.usher.tools.deadletters;

import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Selects dead letters. Each set must contain the letter's value; an empty set matches all.
 *
 * @param ids ids of requests or of messages
 */
public record DeadLetterFilter(
        Set<String> codes, Set<String> types, Set<String> ids, Set<String> usernames, Span span)
        implements Predicate<DeadLetter> {
    /** When it failed: at or after {@code since}, and before {@code until}. */
    public record Span(@Nullable Instant since, @Nullable Instant until) {
        boolean contains(Instant instant) {
            return (since == null || !instant.isBefore(since))
                    && (until == null || instant.isBefore(until));
        }
    }

    public static final DeadLetterFilter ALL =
            new DeadLetterFilter(Set.of(), Set.of(), Set.of(), Set.of(), new Span(null, null));

    public DeadLetterFilter {
        codes = Set.copyOf(codes);
        types = Set.copyOf(types);
        ids = Set.copyOf(ids);
        usernames = Set.copyOf(usernames);
    }

    @Override
    public boolean test(DeadLetter letter) {
        return fits(codes, letter.death().code())
                && fits(types, letter.sender().type())
                && (fits(ids, letter.sender().id()) || ids.contains(letter.messageId()))
                && fits(usernames, letter.sender().username())
                && span.contains(letter.death().times().known());
    }

    private static boolean fits(Set<String> wanted, @Nullable String value) {
        return wanted.isEmpty() || (value != null && wanted.contains(value));
    }
}
