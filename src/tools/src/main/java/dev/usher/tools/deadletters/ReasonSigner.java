package dev.usher.tools.deadletters;

import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys.Purpose;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.worker.DeadLetterReason;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Gives the copy of a dead letter its reason. The worker learns from it when the request was first
 * sent and how often it was replayed. Without it, a user that an earlier attempt created would be
 * older than the request, and so look like another client's.
 *
 * <p>A signature covers one body, so a changed request is signed again. A message that SQS moved
 * gets a reason of its own, and so does one whose reason is forged.
 */
public final class ReasonSigner {
    private final DeadLetterReader reader;
    private final @Nullable KeyRing keys;
    private final InstantSource clock;

    /**
     * @param keys to sign with; null if there are none
     */
    public ReasonSigner(DeadLetterReader reader, @Nullable KeyRing keys, InstantSource clock) {
        this.reader = reader;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The attributes of a copy.
     *
     * @param unsigned whether the reason was dropped, since it could not be signed again
     */
    record Signed(Map<String, MessageAttributeValue> attributes, boolean unsigned) {}

    Signed sign(Message message, DeadLetter letter, String body) {
        DeadLetterReader.VerifiedReason inspected = reader.reason(message);
        Map<String, MessageAttributeValue> own = new HashMap<>(message.attributes());
        DeadLetterReason reason = inspected.reason();
        if (reason == null) {
            own.remove(DeadLetterReason.NAME); // a forged one
            return new Signed(first(own, message, letter, body), false);
        }
        boolean verified = inspected.trust() == ReasonTrust.VERIFIED && keys != null;
        boolean changed = !body.equals(message.body());
        boolean earlier = DeadLetterReader.moved(message);
        if (!changed && !(verified && earlier)) {
            return new Signed(own, false);
        }
        own.remove(DeadLetterReason.NAME);
        if (verified) {
            DeadLetterReason current =
                    earlier
                            ? reason(
                                    message,
                                    letter,
                                    reason.source().firstSentAt(),
                                    reason.attributes())
                            : reason;
            Map<String, MessageAttributeValue> with = with(own, current, body);
            if (fits(body, with)) {
                return new Signed(with, false);
            }
            if (!changed) {
                return new Signed(message.attributes(), false);
            }
        }
        if (reason.attributes() != null) {
            // The request's own attributes must not be dropped with the reason.
            own.putAll(reason.attributes());
        }
        return new Signed(own, true);
    }

    private DeadLetterReason reason(
            Message message,
            DeadLetter letter,
            Instant firstSentAt,
            @Nullable Map<String, MessageAttributeValue> inside) {
        DeadLetter.Death death = letter.death();
        return new DeadLetterReason(
                new DeadLetterReason.Reason(death.code(), death.reason(), death.count().attempts()),
                death.count().replays(),
                new DeadLetterReason.Source(
                        death.queue() == null ? "" : death.queue(),
                        message.messageId(),
                        firstSentAt),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                inside);
    }

    private Map<String, MessageAttributeValue> first(
            Map<String, MessageAttributeValue> own,
            Message message,
            DeadLetter letter,
            String body) {
        if (keys == null) {
            return own;
        }
        boolean room = own.size() < Outgoing.MOST_ATTRIBUTES;
        DeadLetterReason reason =
                reason(message, letter, letter.death().times().firstSentAt(), room ? null : own);
        Map<String, MessageAttributeValue> with = with(room ? own : Map.of(), reason, body);
        // The worker does the same: the reason is dropped before anything of the request.
        return fits(body, with) ? with : own;
    }

    private Map<String, MessageAttributeValue> with(
            Map<String, MessageAttributeValue> own, DeadLetterReason reason, String body) {
        Map<String, MessageAttributeValue> with = new HashMap<>(own);
        with.put(
                DeadLetterReason.NAME,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(reason.write(Objects.requireNonNull(keys).current(), body))
                        .build());
        return with;
    }

    private static boolean fits(String body, Map<String, MessageAttributeValue> attributes) {
        return new Outgoing(body, attributes, null, null).bytes() <= Batcher.MOST_BYTES;
    }

    /** The message group of a username; hashed as the worker does it if there are keys. */
    String group(String username) {
        return keys == null
                ? Outgoing.Order.hash("group", username)
                : HexFormat.of().formatHex(keys.current().hmac(Purpose.USERNAME_HASH, username));
    }
}
