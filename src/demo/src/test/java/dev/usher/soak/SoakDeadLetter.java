package dev.usher.soak;

/**
 * A message in the dead-letter queue.
 *
 * @param messageId that the sender of the request got
 * @param reason the code in the worker's stamp, or {@link #REDRIVEN}
 */
record SoakDeadLetter(String messageId, String reason) {
    /** SQS itself moved it: no worker got to the end of it in a hundred deliveries. */
    static final String REDRIVEN = "REDRIVEN";

    /** Whether a half-made user may be left behind. */
    boolean unfinished() {
        return reason.equals("STRANDED") || reason.equals("RETRIES_EXHAUSTED");
    }
}
