package dev.usher.flow;

import dev.usher.message.Request;
import java.time.Instant;

/**
 * One delivery of a request.
 *
 * @param firstSent when this request was first sent, as far as the message shows
 * @param earlierDelivery whether the message may have been delivered before, or be a replay of one
 *     that was
 * @param receiveCount SQS's ApproximateReceiveCount
 */
public record Delivery(
        Request request,
        String messageId,
        Instant firstSent,
        boolean earlierDelivery,
        int receiveCount,
        InFlight message) {
    /** The message in flight; lost when its visibility timeout could not be extended in time. */
    public interface InFlight {
        /** Whether the message is still this worker's own; asked before every side effect. */
        boolean held();

        /** From now on the message waits for quota, for as long as that takes. */
        default void waits() {}

        /** It waits no more. */
        default void goesOn() {}
    }
}
