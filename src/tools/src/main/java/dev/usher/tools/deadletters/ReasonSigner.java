package dev.usher.tools.deadletters;

import dev.usher.secrets.KeyRing;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.worker.DeadLetterReason;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Gives a copy its stamp, by which the worker knows since when the request is under way and how
 * often it came back. A stamp vouches for one body: what is mended is signed anew. What SQS moved
 * by itself, or carries a forged one, gets its first, or one of this death in place of an earlier
 * one's; without it a user that the request's earlier walk left half made would look like a
 * stranger's, who is older than the request.
 */
final class ReasonSigner {
    private final DeadLetterReader deadLetterReader;
    private final @Nullable KeyRing keys;
    private final InstantSource clock;

    /**
     * @param keys null where there are none to sign with
     */
    ReasonSigner(DeadLetterReader deadLetterReader, @Nullable KeyRing keys, InstantSource clock) {
        this.deadLetterReader = deadLetterReader;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * A copy's attributes.
     *
     * @param unsigned whether a stamp was dropped, because it could not be signed anew
     */
    record Stamped(Map<String, MessageAttributeValue> attributes, boolean unsigned) {}

    Stamped stamp(Message message, DeadLetter letter, String body) {
        DeadLetterReader.Stamped inspected = deadLetterReader.stamp(message);
        Map<String, MessageAttributeValue> own = new HashMap<>(message.attributes());
        DeadLetterReason deadLetterReason = inspected.stamp();
        if (deadLetterReason == null) {
            own.remove(DeadLetterReason.NAME); // a forged one
            return new Stamped(first(own, message, letter, body), false);
        }
        boolean verified = inspected.trust() == ReasonTrust.VERIFIED && keys != null;
        boolean mended = !body.equals(message.body());
        boolean earlier = DeadLetterReader.moved(message);
        if (!mended && !(verified && earlier)) {
            return new Stamped(own, false);
        }
        own.remove(DeadLetterReason.NAME);
        if (verified) {
            DeadLetterReason now =
                    earlier ? again(deadLetterReason, message, letter) : deadLetterReason;
            Map<String, MessageAttributeValue> with = with(own, now, body);
            if (small(body, with)) {
                return new Stamped(with, false);
            }
            if (!mended) {
                return new Stamped(message.attributes(), false);
            }
        }
        if (deadLetterReason.attributes() != null) {
            // They are the request's own, and go nowhere without the stamp.
            own.putAll(deadLetterReason.attributes());
        }
        return new Stamped(own, true);
    }

    /** A stamp of the death that SQS saw, after the one of an earlier death. */
    private DeadLetterReason again(DeadLetterReason earlier, Message message, DeadLetter letter) {
        return stamp(message, letter, earlier.source().firstSentAt(), earlier.attributes());
    }

    private DeadLetterReason stamp(
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
        DeadLetterReason deadLetterReason =
                stamp(message, letter, letter.death().times().firstSentAt(), room ? null : own);
        Map<String, MessageAttributeValue> with =
                with(room ? own : Map.of(), deadLetterReason, body);
        // As in a death: the reason goes before anything of the request does.
        return small(body, with) ? with : own;
    }

    private Map<String, MessageAttributeValue> with(
            Map<String, MessageAttributeValue> own,
            DeadLetterReason deadLetterReason,
            String body) {
        Map<String, MessageAttributeValue> with = new HashMap<>(own);
        with.put(
                DeadLetterReason.NAME,
                signed(deadLetterReason, Objects.requireNonNull(keys), body));
        return with;
    }

    private static boolean small(String body, Map<String, MessageAttributeValue> attributes) {
        return new Outgoing(body, attributes, null, null).bytes() <= Batcher.MOST_BYTES;
    }

    private static MessageAttributeValue signed(
            DeadLetterReason deadLetterReason, KeyRing keys, String body) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(deadLetterReason.write(keys.current(), body))
                .build();
    }
}
