package dev.usher.flow;

import dev.usher.message.Request;
import java.time.Instant;

/**
 * One delivery of a request.
 *
 * @param messageId SQS's id of the message
 * @param firstSent when this request was first sent, as far as the message can tell
 * @param earlierDelivery whether the message may have been delivered before, or be a replay of one
 *     that was
 * @param receiveCount SQS's ApproximateReceiveCount
 * @param lease the hold on the message itself
 */
public record Delivery(
        Request request,
        String messageId,
        Instant firstSent,
        boolean earlierDelivery,
        int receiveCount,
        Lease lease) {
    /**
     * The hold on a message that SQS gave; lost when its visibility timeout could not be extended
     * in time.
     */
    public interface Lease {
        /** Whether the message is still this worker's own; asked before every side effect. */
        boolean held();

        /**
         * Nobody works on the message from now on: it waits for quota, for as long as that takes.
         */
        default void waits() {}

        /** It waits no more. */
        default void goesOn() {}
    }
}
