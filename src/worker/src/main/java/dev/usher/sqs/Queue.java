package dev.usher.sqs;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An SQS queue, one call of SQS's API a method. Batches hold at most ten entries and 1 MiB; each
 * gives one {@link Outcome} an entry, in the order of the entries, and never throws for what SQS or
 * the network does.
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

    /** Whether the queue is there, as far as can be told without a message. */
    Outcome probe();

    /**
     * An entry of ChangeMessageVisibilityBatch.
     *
     * @param timeout whole seconds, 0 gives the message back at once
     */
    record Visibility(String receiptHandle, Duration timeout) {}

    /** What became of one entry of a batch. Codes are SQS's, or the SDK's exception's name. */
    sealed interface Outcome {
        /** Empty if it went well. */
        String code();

        /**
         * It went well.
         *
         * @param messageId the one that SQS gave to a message that was sent, otherwise null
         */
        record Done(@Nullable String messageId) implements Outcome {
            @Override
            public String code() {
                return "";
            }
        }

        /** May go well if tried again. */
        record Retryable(String code) implements Outcome {}

        /** Will never go well, because of this entry. */
        record Refused(String code) implements Outcome {}

        /** No entry can go well: no such queue, or no permission. */
        record Unavailable(String code) implements Outcome {}

        Outcome DONE = new Done(null);
    }
}
