package dev.usher.worker;

import dev.usher.message.RequestReading;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that has been read.
 *
 * @param message with the attributes that its sender gave it
 * @param earlierReason why it was a dead letter before; null if it was none, or the attribute
 *     cannot be trusted
 * @param replyQueue where its reply goes
 */
record ReceivedRequest(
        Message message,
        @Nullable DeadLetterReason earlierReason,
        RequestReading reading,
        Queue replyQueue) {
    @Nullable String id() {
        return reading.id();
    }

    @Nullable String type() {
        return switch (reading) {
            case RequestReading.Valid valid -> valid.request().type();
            case RequestReading.Invalid invalid -> invalid.type();
        };
    }

    @Nullable String username() {
        return switch (reading) {
            case RequestReading.Valid valid -> valid.request().username();
            case RequestReading.Invalid invalid -> invalid.username();
        };
    }

    /** When the request was first sent, as far as the message shows. */
    Instant firstSent() {
        Instant sent = message.system().sentAt();
        return earlierReason != null && earlierReason.source().firstSentAt().isBefore(sent)
                ? earlierReason.source().firstSentAt()
                : sent;
    }

    /** Whether it may have been delivered before. */
    boolean earlierDelivery() {
        return message.system().receiveCount() > 1 || earlierReason != null;
    }
}
