package dev.usher.worker;

import dev.usher.message.Problem;
import dev.usher.message.Request;
import dev.usher.message.RequestReading;
import dev.usher.message.RequestReading.Invalid;
import dev.usher.message.RequestReading.Valid;
import dev.usher.secrets.KeyRing;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.StackFrames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Reads a message: its dead-letter reason, its request, the queue its reply goes to. */
final class MessageReader {
    private static final Logger log = LoggerFactory.getLogger(MessageReader.class);

    /** The limit of a request with its attributes. */
    static final int MOST_BYTES = 256 * 1024;

    private final Lane lane;
    private final KeyRing keys;
    private final Function<String, RequestReading> parser;

    /**
     * @param parser of bodies
     */
    MessageReader(Lane lane, KeyRing keys, Function<String, RequestReading> parser) {
        this.lane = lane;
        this.keys = keys;
        this.parser = parser;
    }

    ReceivedRequest read(Message message) {
        RequestReading reading = parse(message);
        LogContext.read(reading.id());
        DeadLetterReason earlierReason = earlierReason(message);
        Map<String, MessageAttributeValue> attributes = new HashMap<>(message.attributes());
        attributes.remove(DeadLetterReason.NAME);
        if (earlierReason != null && earlierReason.attributes() != null) {
            attributes.putAll(earlierReason.attributes());
        }
        Message original = message.withAttributes(attributes);
        return switch (reading) {
            case Invalid invalid -> {
                Queue asked = lane.replyQueue(invalid.replyTo());
                yield new ReceivedRequest(
                        original, earlierReason, invalid, asked == null ? lane.replies() : asked);
            }
            case Valid valid -> check(original, earlierReason, valid);
        };
    }

    private ReceivedRequest check(
            Message message, @Nullable DeadLetterReason earlierReason, Valid valid) {
        Queue replyQueue = lane.replyQueue(valid.request().envelope().replyTo());
        if (replyQueue == null) {
            RequestReading refused =
                    refuse(
                            valid.request(),
                            "/replyTo",
                            "is not a reply queue that may be asked for");
            return new ReceivedRequest(message, earlierReason, refused, lane.replies());
        }
        RequestReading checked =
                message.bytes() > MOST_BYTES
                        ? refuse(valid.request(), "", "is larger than 256 KiB with its attributes")
                        : valid;
        return new ReceivedRequest(message, earlierReason, checked, replyQueue);
    }

    private static Invalid refuse(Request request, String pointer, String problem) {
        return new Invalid(
                request.id(),
                request.type(),
                request.username(),
                request.envelope().replyTo(),
                List.of(new Problem(pointer, problem)));
    }

    private @Nullable DeadLetterReason earlierReason(Message message) {
        MessageAttributeValue value = message.attributes().get(DeadLetterReason.NAME);
        if (value == null) {
            return null;
        }
        String text = value.stringValue();
        DeadLetterReason reason =
                text == null ? null : DeadLetterReason.read(text, keys.versions(), message.body());
        if (reason == null && text != null) {
            // Another worker may have signed it with a key that this one has not read yet.
            reason = DeadLetterReason.read(text, keys.reread(), message.body());
        }
        if (reason == null) {
            log.warn("Message {} has an usher attribute of its own", message.messageId());
        }
        return reason;
    }

    /** A body that breaks the parser would break it every time: it is treated as unreadable. */
    private RequestReading parse(Message message) {
        try {
            return parser.apply(message.body());
        } catch (RuntimeException | StackOverflowError e) {
            log.error("Message {} broke the parser: {}", message.messageId(), StackFrames.of(e));
            return new Invalid(null, null, null, null, List.of(new Problem("", "cannot be read")));
        }
    }
}
