package dev.usher.tools.enqueue;

import java.util.Map;

/**
 * What enqueueing came to.
 *
 * @param bad rows that are not sent, those that SQS refused included
 * @param existing good rows of users that are in the pool already; 0 if nobody looked
 * @param sent by this process
 * @param already sent by processes before it
 * @param reasons how often each was given for a bad row
 * @param end how it ended
 */
public record EnqueueResult(
        int rows,
        int bad,
        int existing,
        int sent,
        int already,
        Map<String, Integer> reasons,
        End end) {
    /** How it ended. */
    public enum End {
        /** Every good row is sent. */
        COMPLETE,
        /** Every good row was sent before. */
        COMPLETE_BEFORE,
        /** Only checked, as was asked for. */
        CHECKED,
        /** Nothing was sent, since there are bad rows and none were to be left out. */
        REFUSED,
        /** Stopped on the way. */
        STOPPED
    }

    public int good() {
        return rows - bad;
    }
}
