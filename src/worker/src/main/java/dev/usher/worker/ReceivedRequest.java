package dev.usher.worker;

import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.worker.Codec.Parsed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that has been read.
 *
 * @param message with the attributes its sender gave it
 * @param stamp what an earlier life as a dead letter left, if there was one and it can be trusted
 * @param replyQueue where its answer goes
 */
record ReceivedRequest(
        Message message, @Nullable DeadLetterReason stamp, Parsed parsed, Queue replyQueue) {
    @Nullable String id() {
        return parsed.id();
    }

    @Nullable String type() {
        return switch (parsed) {
            case Parsed.Valid valid -> valid.request().type();
            case Parsed.Invalid invalid -> invalid.type();
        };
    }

    @Nullable String username() {
        return switch (parsed) {
            case Parsed.Valid valid -> valid.request().username();
            case Parsed.Invalid invalid -> invalid.sender().username();
        };
    }

    /** When the request was first sent, as far as the message can tell. */
    Instant firstSent() {
        Instant sent = message.system().sentAt();
        return stamp != null && stamp.source().firstSentAt().isBefore(sent)
                ? stamp.source().firstSentAt()
                : sent;
    }

    /** Whether it may have been delivered before. */
    boolean earlierDelivery() {
        return message.system().receiveCount() > 1 || stamp != null;
    }
}
