package dev.usher.worker;

import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.StackFrames;
import dev.usher.worker.Codec.Parsed;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Reads a message: its stamp, its request, the queue its answer goes to. */
final class MessageReader {
    private static final Logger log = LoggerFactory.getLogger(MessageReader.class);

    /** The most that a request and its attributes may weigh. */
    static final int MOST_BYTES = 256 * 1024;

    private final Lane lane;
    private final MessageHandling messageHandling;

    MessageReader(Lane lane, MessageHandling messageHandling) {
        this.lane = lane;
        this.messageHandling = messageHandling;
    }

    ReceivedRequest read(Message message) {
        Parsed parsed = parse(message);
        LogContext.read(parsed.id());
        DeadLetterReason deadLetterReason = stamp(message);
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.attributes());
        attributes.remove(DeadLetterReason.NAME);
        if (deadLetterReason != null && deadLetterReason.attributes() != null) {
            attributes.putAll(deadLetterReason.attributes());
        }
        Message original = message.withAttributes(attributes);
        return switch (parsed) {
            case Parsed.Invalid invalid -> {
                Queue asked = lane.replyQueue(invalid.sender().replyTo());
                yield new ReceivedRequest(
                        original,
                        deadLetterReason,
                        invalid,
                        asked == null ? lane.replies() : asked);
            }
            case Parsed.Valid valid -> check(original, deadLetterReason, valid);
        };
    }

    private ReceivedRequest check(
            Message message, @Nullable DeadLetterReason deadLetterReason, Parsed.Valid valid) {
        String replyTo = valid.request().envelope().replyTo();
        Queue replyQueue = lane.replyQueue(replyTo);
        if (replyQueue == null) {
            Parsed refused = refuse(valid, "/replyTo: not a reply queue that may be asked for");
            return new ReceivedRequest(message, deadLetterReason, refused, lane.replies());
        }
        Parsed checked =
                message.bytes() > MOST_BYTES
                        ? refuse(valid, "the message is larger than 256 KiB with its attributes")
                        : valid;
        return new ReceivedRequest(message, deadLetterReason, checked, replyQueue);
    }

    private static Parsed refuse(Parsed.Valid valid, String problem) {
        return new Parsed.Invalid(
                valid.request().id(),
                valid.request().type(),
                new Parsed.Sender(valid.request().username(), valid.request().envelope().replyTo()),
                problem);
    }

    private @Nullable DeadLetterReason stamp(Message message) {
        MessageAttributeValue value = message.attributes().get(DeadLetterReason.NAME);
        if (value == null) {
            return null;
        }
        String text = value.stringValue();
        DeadLetterReason deadLetterReason =
                text == null
                        ? null
                        : DeadLetterReason.read(
                                text, messageHandling.keys().versions(), message.body());
        if (deadLetterReason == null && text != null) {
            // Another worker may have stamped it with a key that this one has yet to hear of.
            deadLetterReason =
                    DeadLetterReason.read(text, messageHandling.keys().reread(), message.body());
        }
        if (deadLetterReason == null) {
            log.warn("Message {} has an usher attribute of its own", message.messageId());
        }
        return deadLetterReason;
    }

    /**
     * A body that breaks the codec would break it again every time: it is as good as unreadable.
     */
    private Parsed parse(Message message) {
        try {
            return messageHandling.codec().parse(message.body());
        } catch (RuntimeException | StackOverflowError e) {
            log.error("Message {} broke the codec: {}", message.messageId(), StackFrames.of(e));
            return new Parsed.Invalid(
                    null, null, Parsed.Sender.UNKNOWN, "the message cannot be read");
        }
    }
}
