package dev.usher.flow;

import dev.usher.message.Failure;
import dev.usher.message.FailureCode;
import dev.usher.message.Result.User;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, for every {@code id}, who walks it and what came of it. Holds no secret. Every write
 * is conditional, so that of two walks only one goes on.
 */
public interface Ledger extends AutoCloseable {
    /**
     * Writes the row if the one that stands there has the revision before it; a row of revision 1
     * if none stands there. A row whose retention is over does not stand there any more.
     *
     * @return what stands there now: the row itself if it was written
     * @throws OperatorFault if the ledger is out of reach
     */
    Written write(Row next);

    /**
     * Writes the row with which a walk begins, as {@link #write} does, but only into the ledger
     * that the walk knows. Where that was lost and begun anew, it is a conflict with no row, and
     * {@link #remembersSince()} tells the new memory from then on: what rests on the old one has to
     * be thought over.
     *
     * @param since what {@link #remembersSince()} said when the row was made
     */
    Written take(Row next, Instant since);

    /**
     * Since when it has forgotten nothing. A request that was sent later and has no row was never
     * begun; one that was sent earlier may have been, under a ledger that is lost.
     */
    Instant remembersSince();

    /** Whether it remembers anything at all; one that does not lets every delivery begin anew. */
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
         * Another row stands there.
         *
         * @param current null if none stands there
         */
        record Conflict(@Nullable Row current) implements Written {}
    }

    /**
     * What is remembered of one {@code id}.
     *
     * @param revision counts the writes; the epoch of a walk that took the row and all its later
     *     writes hang on it
     * @param fingerprint of the request as last taken
     * @param since no user that this id made and did not undo is older
     * @param leaseUntil until then the walk that took it has it alone; in the past once it let go
     * @param attempts walks that ended in a transient fault
     * @param mark the {@code sub} of the user this id made
     * @param gone whether that user was not there any more, so that another one may have been made
     *     since
     * @param bornLate whether an earlier row may have been lost
     * @param begunOnce whether a step that may happen only once was begun
     * @param outcome null while unfinished
     * @param former the content's fingerprint of an earlier request of this id that was not
     *     finished and may have left its user; null where there is none
     */
    record Row(
            String id,
            long revision,
            Fingerprint fingerprint,
            Instant since,
            Instant leaseUntil,
            int attempts,
            @Nullable String mark,
            boolean gone,
            boolean bornLate,
            boolean begunOnce,
            @Nullable Outcome outcome,
            @Nullable String former) {

        Row leased(Instant until) {
            return next(since, until, attempts, mark, gone, begunOnce);
        }

        Row marked(@Nullable String sub) {
            return next(since, leaseUntil, attempts, sub, false, begunOnce);
        }

        /** Nothing that an earlier request of this id made is left. */
        Row markGone(Instant now) {
            return new Row(
                    id,
                    revision + 1,
                    fingerprint,
                    now,
                    leaseUntil,
                    attempts,
                    mark,
                    true,
                    bornLate,
                    begunOnce,
                    outcome,
                    null);
        }

        Row begun(boolean once) {
            return next(since, leaseUntil, attempts, mark, gone, once);
        }

        Row released(Instant now, int attemptsSoFar) {
            return next(since, now, attemptsSoFar, mark, gone, begunOnce);
        }

        Row finished(Instant now, @Nullable String sub, Outcome what) {
            return new Row(
                    id,
                    revision + 1,
                    fingerprint,
                    since,
                    now,
                    attempts,
                    sub,
                    false,
                    bornLate,
                    begunOnce,
                    what,
                    null);
        }

        /** The former request had finished: the outcome is its own. */
        Row finishedFormer(Instant now, @Nullable String sub, Outcome what) {
            Fingerprint of =
                    former == null
                            ? fingerprint
                            : new Fingerprint(
                                    fingerprint.keyVersion(), fingerprint.identity(), former);
            return new Row(
                    id,
                    revision + 1,
                    of,
                    since,
                    now,
                    attempts,
                    sub,
                    false,
                    bornLate,
                    begunOnce,
                    what,
                    null);
        }

        private Row next(
                Instant sinceThen,
                Instant until,
                int attemptsSoFar,
                @Nullable String sub,
                boolean subGone,
                boolean once) {
            return new Row(
                    id,
                    revision + 1,
                    fingerprint,
                    sinceThen,
                    until,
                    attemptsSoFar,
                    sub,
                    subGone,
                    bornLate,
                    once,
                    outcome,
                    former);
        }
    }

    /**
     * Keyed hashes that tell whether two requests are the same, without saying what they hold.
     *
     * @param keyVersion of the key they were made with
     * @param identity of type, username and finish, which never change for an id
     * @param content of everything that counts
     */
    record Fingerprint(String keyVersion, String identity, String content) {}

    /**
     * How a request ended.
     *
     * @param status as the reply's
     * @param code on a failure
     * @param message on a failure
     * @param cognitoError on a failure, if Cognito gave one
     * @param user whom it was about, on anything but a failure
     * @param messageId the SQS message whose walk finished it
     */
    record Outcome(
            String status,
            @Nullable FailureCode code,
            @Nullable String message,
            @Nullable String cognitoError,
            @Nullable User user,
            String messageId) {
        boolean wentWell() {
            return code == null;
        }

        /** Null if it went well. */
        @Nullable Failure failure() {
            return code == null ? null : new Failure(code, String.valueOf(message), cognitoError);
        }
    }
}
