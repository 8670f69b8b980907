package dev.usher.flow;

import dev.usher.flow.Claim.Earlier;
import dev.usher.flow.Ledger.Fingerprint;
import dev.usher.flow.Ledger.Outcome;
import dev.usher.flow.Ledger.Row;
import dev.usher.flow.Ledger.Written;
import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Request;
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
    private static final Set<FailureCode> TAKEN =
            Set.of(FailureCode.USERNAME_EXISTS, FailureCode.ALIAS_EXISTS);

    private final Ledger ledger;
    private final KeyRing keyRing;
    private final InstantSource clock;
    private final Duration lease;

    /**
     * @param lease how long a walk has its request alone
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
         * Walk.
         *
         * @param duplicate whether it was answered well before
         */
        record Taken(Claim claim, boolean duplicate) implements Arrival {}

        /** Nothing: another walk has it; come back later. */
        record Elsewhere(Duration delay) implements Arrival {}

        /** Answer the refusal that was answered before. */
        record Refused(Row row, Failure failure) implements Arrival {}

        /** Answer again what went well before. */
        record Done(Row row, Outcome outcome, Request.SignUp signUp) implements Arrival {}

        /** Be refused: the id stands for something else. */
        record Reused() implements Arrival {}
    }

    private enum Likeness {
        SAME,
        MENDED,
        ANOTHER
    }

    /**
     * @param key of the row
     */
    Arrival arrive(String key, Delivery delivery) {
        Instant since = ledger.remembersSince();
        Row next = fresh(key, delivery, since);
        Earlier earlier = untracked(next);
        boolean duplicate = false;
        while (true) {
            switch (ledger.take(next, since)) {
                case Written.Done done -> {
                    return new Arrival.Taken(
                            new Claim(ledger, delivery, clock, lease, earlier, next), duplicate);
                }
                case Written.Conflict(Row current) when current == null -> {
                    // Forgotten meanwhile, or the ledger was lost: then the row remembers too much.
                    since = ledger.remembersSince();
                    next = fresh(key, delivery, since);
                    earlier = untracked(next);
                    duplicate = false;
                }
                case Written.Conflict(Row current) -> {
                    boolean late = late(delivery, since);
                    Optional<Arrival> settled = settle(current, delivery, late);
                    if (settled.isPresent()) {
                        return settled.get();
                    }
                    next = takeOver(current, delivery, late);
                    earlier = earlier(current, late);
                    duplicate = wentWell(current);
                }
            }
        }
    }

    /**
     * Empty if the row may be taken.
     *
     * @param late whether this very message may have been walked under a ledger that is lost
     */
    private Optional<Arrival> settle(Row row, Delivery delivery, boolean late) {
        Likeness likeness = compare(row.fingerprint(), delivery);
        if (likeness == Likeness.ANOTHER) {
            return Optional.of(new Arrival.Reused());
        }
        boolean same = likeness == Likeness.SAME;
        Outcome outcome = row.outcome();
        if (outcome == null) {
            Duration left = Duration.between(clock.instant(), row.leaseUntil());
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
            // What makes nothing is walked again, and answered as it goes now.
            return delivery.request() instanceof Request.SignUp signUp
                    ? Optional.of(new Arrival.Done(row, outcome, signUp))
                    : Optional.empty();
        }
        // A refusal that may pass is told again to its own message alone: whoever sends anew wants
        // a new try.
        boolean another = !outcome.messageId().equals(delivery.messageId());
        boolean askedAnew = another && failure.code().retryable();
        // A duplicate that came first after the loss may have met this message's own user.
        boolean mistaken = another && late && TAKEN.contains(failure.code());
        return same && !askedAnew && !mistaken
                ? Optional.of(new Arrival.Refused(row, failure))
                : Optional.empty();
    }

    /**
     * @param since since when the ledger remembers; for ever later if it never does
     */
    private Row fresh(String key, Delivery delivery, Instant since) {
        Instant now = clock.instant();
        boolean late = late(delivery, since);
        return new Row(
                key,
                1,
                ContentFingerprints.of(delivery.request(), keyRing.current()),
                late ? delivery.firstSent() : now,
                now.plus(lease),
                0,
                null,
                false,
                late,
                false,
                null,
                null);
    }

    private Row takeOver(Row row, Delivery delivery, boolean late) {
        Instant now = clock.instant();
        boolean anew = row.outcome() != null;
        Instant since = anew ? now : row.since();
        // An unfinished row keeps its key, since the user it may have made has that key's password.
        Keys keys =
                anew
                        ? keyRing.current()
                        : version(row.fingerprint().keyVersion()).orElseGet(keyRing::current);
        Fingerprint asked = ContentFingerprints.of(delivery.request(), keys);
        return new Row(
                row.id(),
                row.revision() + 1,
                asked,
                late && delivery.firstSent().isBefore(since) ? delivery.firstSent() : since,
                now.plus(lease),
                anew ? 0 : row.attempts(),
                anew ? null : row.mark(),
                !anew && row.gone(),
                late || (!anew && row.bornLate()),
                row.begunOnce() && (!anew || wentWell(row)),
                null,
                anew ? null : former(row, asked));
    }

    private static boolean wentWell(Row row) {
        return row.outcome() != null && row.outcome().wentWell();
    }

    /** Whose user may be left, if not that of a request with this content. */
    private static @Nullable String former(Row row, Fingerprint asked) {
        if (!row.fingerprint().keyVersion().equals(asked.keyVersion())) {
            return null;
        }
        String first = row.former() == null ? row.fingerprint().content() : row.former();
        return first.equals(asked.content()) ? null : first;
    }

    private Earlier untracked(Row fresh) {
        return new Earlier(fresh.bornLate(), clock.instant());
    }

    private Earlier earlier(Row row, boolean late) {
        return row.outcome() == null
                ? new Earlier(true, row.leaseUntil())
                : new Earlier(late, clock.instant());
    }

    /** Whether an earlier delivery of this message may have been walked and forgotten. */
    private static boolean late(Delivery delivery, Instant since) {
        return delivery.earlierDelivery()
                && delivery.firstSent().minus(OwnershipCheck.SKEW).isBefore(since);
    }

    private Likeness compare(Fingerprint known, Delivery delivery) {
        Optional<Keys> keys = version(known.keyVersion());
        if (keys.isEmpty()) {
            // Nobody can tell any more; calling it reused would refuse what may be the same.
            return Likeness.SAME;
        }
        Fingerprint asked = ContentFingerprints.of(delivery.request(), keys.get());
        if (!asked.identity().equals(known.identity())) {
            return Likeness.ANOTHER;
        }
        return asked.content().equals(known.content()) ? Likeness.SAME : Likeness.MENDED;
    }

    private Optional<Keys> version(String version) {
        return find(keyRing.versions(), version).or(() -> find(keyRing.reread(), version));
    }

    private static Optional<Keys> find(List<Keys> versions, String version) {
        return versions.stream().filter(keys -> keys.version().equals(version)).findFirst();
    }

    /** Most waits end long before they must: look again soon, then less and less often. */
    static Duration soon(int receiveCount, Duration longest) {
        int doublings = Math.clamp(receiveCount - 1L, 0, 16);
        Duration soon = FIRST_RETURN.multipliedBy(1L << doublings);
        return soon.compareTo(longest) < 0 ? soon : longest;
    }
}
