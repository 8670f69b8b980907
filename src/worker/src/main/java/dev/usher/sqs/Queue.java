package dev.usher.sqs;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An SQS queue, one method per call of SQS's API. Batches have at most ten entries and 1 MiB; each
 * returns one {@link Outcome} per entry, in the order of the entries, and never throws for an error
 * of SQS or the network.
 */
public interface Queue {
    String name();

    String url();

    default boolean fifo() {
        return name().endsWith(".fifo");
    }

    /**
     * ReceiveMessage. An interrupt ends it at once if the calling thread is a virtual one.
     *
     * @param max 1 to 10
     * @param wait of the long poll, at most 20 s
     * @param visibilityTimeout how long the messages are hidden from others
     * @throws QueueException if SQS refused or could not be reached
     */
    List<Message> receive(int max, Duration wait, Duration visibilityTimeout)
            throws InterruptedException;

    /** SendMessageBatch. */
    List<Outcome> send(List<Outgoing> entries);

    /** DeleteMessageBatch. */
    List<Outcome> delete(List<String> receiptHandles);

    /** ChangeMessageVisibilityBatch. */
    List<Outcome> changeVisibility(List<Visibility> entries);

    /** Whether the queue exists, as far as can be found out without a message. */
    Outcome probe();

    /**
     * An entry of ChangeMessageVisibilityBatch.
     *
     * @param timeout whole seconds, 0 gives the message back at once
     */
    record Visibility(String receiptHandle, Duration timeout) {}

    /** The outcome of one entry of a batch. Codes are SQS's, or the SDK's exception's name. */
    sealed interface Outcome {
        /** Empty if it succeeded. */
        String code();

        /**
         * It succeeded.
         *
         * @param messageId the one that SQS gave to a message that was sent, otherwise null
         */
        record Done(@Nullable String messageId) implements Outcome {
            @Override
            public String code() {
                return "";
            }
        }

        /** May succeed if tried again. */
        record Retryable(String code) implements Outcome {}

        /** Will never succeed, because of this entry. */
        record Refused(String code) implements Outcome {}

        /** No entry can succeed: no such queue, or no permission. */
        record Unavailable(String code) implements Outcome {}

        Outcome DONE = new Done(null);
    }
}
