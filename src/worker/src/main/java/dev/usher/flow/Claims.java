package dev.usher.flow;

import dev.usher.flow.Claim.Claimed;
import dev.usher.flow.Ledger.Fingerprint;
import dev.usher.flow.Ledger.Mark;
import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.Ledger.Processing;
import dev.usher.flow.Ledger.Row;
import dev.usher.flow.Ledger.Written;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request.SignUp;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides, from the ledger row of an {@code id}, what a delivery may do: the arrival table of the
 * design.
 */
final class Claims {
    private static final Duration FIRST_RETURN = Duration.ofSeconds(1);
    private static final Set<FailureCode> NAME_TAKEN =
            Set.of(FailureCode.USERNAME_EXISTS, FailureCode.ALIAS_EXISTS);

    private final Ledger ledger;
    private final KeyRing keyRing;
    private final InstantSource clock;
    private final Duration lease;

    /**
     * @param lease how long an attempt has its request alone
     */
    Claims(Ledger ledger, KeyRing keyRing, InstantSource clock, Duration lease) {
        this.ledger = ledger;
        this.keyRing = keyRing;
        this.clock = clock;
        this.lease = lease;
    }

    /** What a delivery may do. */
    sealed interface Arrival {
        /**
         * Attempt the request.
         *
         * @param duplicate whether it was answered well before
         */
        record Taken(Claim claim, boolean duplicate) implements Arrival {}

        /** Come back later: another attempt has it. */
        record Elsewhere(Duration delay) implements Arrival {}

        /** Answer the refusal that was answered before. */
        record Refused(Row row, Failure failure) implements Arrival {}

        /** Answer again what succeeded before. */
        record Repeated(Row row, Outcome outcome, SignUp signUp) implements Arrival {}

        /** Be refused: the id stands for something else. */
        record Reused() implements Arrival {}
    }

    private enum ContentMatch {
        SAME,
        CHANGED,
        OTHER_REQUEST
    }

    /**
     * @param key of the row
     */
    Arrival arrive(String key, Delivery delivery) {
        Instant since = ledger.remembersSince();
        Claimed next = fresh(key, delivery, since);
        boolean duplicate = false;
        while (true) {
            switch (ledger.take(next.row(), since)) {
                case Written.Done _ -> {
                    return new Arrival.Taken(
                            new Claim(ledger, delivery, clock, lease, next), duplicate);
                }
                case Written.Conflict(Row current) when current == null -> {
                    // Expired meanwhile, or the ledger was lost: then the row remembers too much.
                    since = ledger.remembersSince();
                    next = fresh(key, delivery, since);
                    duplicate = false;
                }
                case Written.Conflict(Row current) -> {
                    boolean late = late(delivery, since);
                    Optional<Arrival> settled = settle(current, delivery, late);
                    if (settled.isPresent()) {
                        return settled.get();
                    }
                    next = takeOver(current, delivery, late);
                    duplicate = succeeded(current);
                }
            }
        }
    }

    /**
     * Empty if the row may be taken.
     *
     * @param late whether this very message may have been attempted under a ledger that is lost
     */
    private Optional<Arrival> settle(Row row, Delivery delivery, boolean late) {
        ContentMatch match = match(row.fingerprint(), delivery);
        if (match == ContentMatch.OTHER_REQUEST) {
            return Optional.of(new Arrival.Reused());
        }
        boolean same = match == ContentMatch.SAME;
        Outcome outcome = row.outcome();
        if (outcome == null) {
            Duration left = Duration.between(clock.instant(), row.processing().leaseUntil());
            if (!left.isPositive()) {
                return Optional.empty();
            }
            return Optional.of(
                    same
                            ? new Arrival.Elsewhere(soon(delivery.receiveCount(), left))
                            : new Arrival.Reused());
        }
        Failure failure = outcome.failure();
        if (failure == null) {
            if (!same) {
                return Optional.of(new Arrival.Reused());
            }
            // A request that makes nothing is attempted again, and answered with its new result.
            return delivery.request() instanceof SignUp signUp
                    ? Optional.of(new Arrival.Repeated(row, outcome, signUp))
                    : Optional.empty();
        }
        // A retryable refusal is repeated to its own message only: a new message is a new try.
        boolean another = !outcome.messageId().equals(delivery.messageId());
        boolean askedAnew = another && failure.code().retryable();
        // A duplicate that came first after the loss may have met this message's own user.
        boolean mistaken = another && late && NAME_TAKEN.contains(failure.code());
        return same && !askedAnew && !mistaken
                ? Optional.of(new Arrival.Refused(row, failure))
                : Optional.empty();
    }

    /**
     * @param since since when the ledger remembers; far in the future if it never does
     */
    private Claimed fresh(String key, Delivery delivery, Instant since) {
        Instant now = clock.instant();
        boolean late = late(delivery, since);
        Row row =
                new Row(
                        key,
                        1,
                        ContentFingerprints.of(delivery.request(), keyRing.current()),
                        new Mark(null, false, late ? delivery.firstSent() : now, late, null),
                        new Processing(now.plus(lease), 0, false, null));
        return new Claimed(row, late, now);
    }

    private Claimed takeOver(Row row, Delivery delivery, boolean late) {
        Instant now = clock.instant();
        Mark mark = row.mark();
        Processing processing = row.processing();
        boolean finished = processing.outcome() != null;
        Instant since = finished ? now : mark.since();
        // An unfinished row keeps its key, since the user it may have made has that key's password.
        Keys keys =
                finished
                        ? keyRing.current()
                        : version(row.fingerprint().keyVersion()).orElseGet(keyRing::current);
        Fingerprint asked = ContentFingerprints.of(delivery.request(), keys);
        Row next =
                new Row(
                        row.id(),
                        row.revision() + 1,
                        asked,
                        new Mark(
                                finished ? null : mark.sub(),
                                !finished && mark.gone(),
                                late && delivery.firstSent().isBefore(since)
                                        ? delivery.firstSent()
                                        : since,
                                late || (!finished && mark.bornLate()),
                                finished ? null : former(row, asked)),
                        new Processing(
                                now.plus(lease),
                                finished ? 0 : processing.attempts(),
                                processing.begunOnce() && (!finished || succeeded(row)),
                                null));
        return finished
                ? new Claimed(next, late, now)
                : new Claimed(next, true, processing.leaseUntil());
    }

    private static boolean succeeded(Row row) {
        return row.outcome() != null && row.outcome().succeeded();
    }

    /** The content whose user may be left; null if it is the content that is asked for. */
    private static @Nullable String former(Row row, Fingerprint asked) {
        if (!row.fingerprint().keyVersion().equals(asked.keyVersion())) {
            return null;
        }
        String former = row.mark().former();
        String first = former == null ? row.fingerprint().content() : former;
        return first.equals(asked.content()) ? null : first;
    }

    /** Whether an earlier delivery of this message may have been attempted and forgotten. */
    private static boolean late(Delivery delivery, Instant since) {
        return delivery.earlierDelivery()
                && delivery.firstSent().minus(Claim.CLOCK_SKEW).isBefore(since);
    }

    private ContentMatch match(Fingerprint known, Delivery delivery) {
        Optional<Keys> keys = version(known.keyVersion());
        if (keys.isEmpty()) {
            // The key is gone; calling it reused would refuse what may be the same.
            return ContentMatch.SAME;
        }
        Fingerprint asked = ContentFingerprints.of(delivery.request(), keys.get());
        if (!asked.identity().equals(known.identity())) {
            return ContentMatch.OTHER_REQUEST;
        }
        return asked.content().equals(known.content()) ? ContentMatch.SAME : ContentMatch.CHANGED;
    }

    private Optional<Keys> version(String version) {
        return find(keyRing.versions(), version).or(() -> find(keyRing.reread(), version));
    }

    private static Optional<Keys> find(List<Keys> versions, String version) {
        return versions.stream().filter(keys -> keys.version().equals(version)).findFirst();
    }

    /** Most waits end long before they must: return soon, then less and less often. */
    static Duration soon(int receiveCount, Duration longest) {
        int doublings = Math.clamp(receiveCount - 1L, 0, 16);
        Duration soon = FIRST_RETURN.multipliedBy(1L << doublings);
        return soon.compareTo(longest) < 0 ? soon : longest;
    }
}
