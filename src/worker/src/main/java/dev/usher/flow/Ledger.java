package dev.usher.flow;

import dev.usher.message.Failure;
import dev.usher.message.Result;
import dev.usher.message.Result.User;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, for every {@code id}, which attempt has it and what the result was. Holds no secret.
 * Every write is conditional, so that of two attempts only one goes on.
 */
public interface Ledger extends AutoCloseable {
    /**
     * Writes the row if the stored one has the revision before it; a row of revision 1 if none is
     * stored. A row whose retention is over counts as not stored.
     *
     * @throws OperatorFault if the ledger is unreachable
     */
    Written write(Row next);

    /**
     * Writes the row with which an attempt begins, as {@link #write} does, but only into the ledger
     * that the attempt knows. Where that was lost and created again, it is a conflict with no row:
     * read {@link #remembersSince()} again and reconsider.
     *
     * @param since what {@link #remembersSince()} returned when the row was made
     */
    Written take(Row next, Instant since);

    /**
     * Since when it has forgotten nothing. A request that was sent later and has no row was never
     * begun; one that was sent earlier may have been, under a ledger that is lost.
     */
    Instant remembersSince();

    /**
     * Whether it remembers anything at all; one that does not lets every delivery begin from the
     * top.
     */
    default boolean remembers() {
        return !remembersSince().equals(Instant.MAX);
    }

    /** Whether it can be written to right now. */
    default boolean reachable() {
        return true;
    }

    @Override
    void close();

    /** What became of a write. */
    sealed interface Written {
        record Done() implements Written {}

        /**
         * Another row is stored.
         *
         * @param current null if none is stored
         */
        record Conflict(@Nullable Row current) implements Written {}
    }

    /**
     * What is remembered of one {@code id}.
     *
     * @param revision counts the writes; the revision that took the row is the attempt's epoch, and
     *     all its later writes depend on it
     * @param fingerprint of the request as last taken
     */
    record Row(
            String id, long revision, Fingerprint fingerprint, Mark mark, Processing processing) {

        @Nullable Outcome outcome() {
            return processing.outcome();
        }

        Row leased(Instant until) {
            return next(mark, processing.leased(until));
        }

        Row released(Instant now, int attempts) {
            return next(mark, new Processing(now, attempts, processing.begunOnce(), outcome()));
        }

        Row begun(boolean once) {
            return next(
                    mark,
                    new Processing(
                            processing.leaseUntil(), processing.attempts(), once, outcome()));
        }

        Row marked(@Nullable String sub) {
            return next(mark.user(sub), processing);
        }

        /** Nothing that an earlier request of this id made is left. */
        Row markGone(Instant now) {
            return next(new Mark(mark.sub(), true, now, mark.bornLate(), null), processing);
        }

        Row finished(Instant now, Outcome outcome) {
            return finished(fingerprint, now, outcome);
        }

        /** The former request had finished: the outcome is its own. */
        Row finishedFormer(Instant now, Outcome outcome) {
            String former = mark.former();
            return finished(
                    former == null ? fingerprint : fingerprint.withContent(former), now, outcome);
        }

        private Row finished(Fingerprint of, Instant now, Outcome outcome) {
            return new Row(
                    id,
                    revision + 1,
                    of,
                    new Mark(outcome.sub(), false, mark.since(), mark.bornLate(), null),
                    new Processing(now, processing.attempts(), processing.begunOnce(), outcome));
        }

        private Row next(Mark nextMark, Processing nextProcessing) {
            return new Row(id, revision + 1, fingerprint, nextMark, nextProcessing);
        }
    }

    /**
     * Keyed hashes that show whether two requests are the same, without their content.
     *
     * @param keyVersion of the key they were made with
     * @param identity of type, username and finish, which never change for an id
     * @param content of everything that counts
     */
    record Fingerprint(String keyVersion, String identity, String content) {
        Fingerprint withContent(String other) {
            return new Fingerprint(keyVersion, identity, other);
        }
    }

    /**
     * What is known of the user that the id made.
     *
     * @param sub null if none is known
     * @param gone whether that user did not exist any more, so that another one may have been made
     *     since
     * @param since no user that this id made and did not undo is older
     * @param bornLate whether an earlier row may have been lost
     * @param former the content's fingerprint of an earlier request of this id that was not
     *     finished and may have left its user; null if there is none
     */
    record Mark(
            @Nullable String sub,
            boolean gone,
            Instant since,
            boolean bornLate,
            @Nullable String former) {
        Mark user(@Nullable String made) {
            return new Mark(made, false, since, bornLate, former);
        }
    }

    /**
     * How far the request has come.
     *
     * @param leaseUntil until then the attempt that took the row has it alone; in the past once it
     *     was released
     * @param attempts that ended in a transient fault
     * @param begunOnce whether a step that may happen only once was begun
     * @param outcome null while unfinished
     */
    record Processing(
            Instant leaseUntil, int attempts, boolean begunOnce, @Nullable Outcome outcome) {
        Processing leased(Instant until) {
            return new Processing(until, attempts, begunOnce, outcome);
        }
    }

    /**
     * How a request ended.
     *
     * @param status as the reply's
     * @param failure null if it succeeded
     * @param user null on a failure
     * @param messageId the SQS message whose attempt finished it
     */
    record Outcome(
            String status, @Nullable Failure failure, @Nullable User user, String messageId) {
        static Outcome of(Result result, String messageId) {
            return switch (result) {
                case Result.Succeeded(User user, _) ->
                        new Outcome(result.status(), null, user, messageId);
                case Result.Challenged(User user, _) ->
                        new Outcome(result.status(), null, user, messageId);
                case Result.Failed(Failure failure) ->
                        new Outcome(result.status(), failure, null, messageId);
            };
        }

        boolean succeeded() {
            return failure == null;
        }

        private @Nullable String sub() {
            return user == null ? null : user.sub();
        }
    }
}
