package dev.usher.tools.enqueue;

import java.util.Map;

/**
 * What enqueueing did.
 *
 * @param sent rows that this process sent
 * @param already rows that earlier processes sent
 */
public record EnqueueResult(Checked checked, int sent, int already, End end) {
    /**
     * The rows of the file.
     *
     * @param bad rows that are not sent, including those that SQS refused
     * @param existing good rows of users that are in the pool; 0 if the pool was not asked
     * @param reasons how often each was given for a bad row
     */
    public record Checked(int rows, int bad, int existing, Map<String, Integer> reasons) {
        static final Checked NOTHING = new Checked(0, 0, 0, Map.of());

        public int good() {
            return rows - bad;
        }
    }

    /** How it ended. */
    public enum End {
        /** Every good row is sent. */
        COMPLETE,
        /** Every good row was sent before. */
        COMPLETE_BEFORE,
        /** Checked only, as requested. */
        CHECKED,
        /** Nothing was sent: there are bad rows, and the caller allows none. */
        REFUSED,
        /** Stopped before the end. */
        STOPPED
    }
}
