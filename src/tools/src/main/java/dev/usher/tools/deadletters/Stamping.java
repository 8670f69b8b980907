package dev.usher.tools.deadletters;

import dev.usher.secrets.KeyRing;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.worker.Stamp;
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
final class Stamping {
    private final Inspection inspection;
    private final @Nullable KeyRing keys;
    private final InstantSource clock;

    /**
     * @param keys null where there are none to sign with
     */
    Stamping(Inspection inspection, @Nullable KeyRing keys, InstantSource clock) {
        this.inspection = inspection;
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
        Inspection.Stamped inspected = inspection.stamp(message);
        Map<String, MessageAttributeValue> own = new HashMap<>(message.attributes());
        Stamp stamp = inspected.stamp();
        if (stamp == null) {
            own.remove(Stamp.NAME); // a forged one
            return new Stamped(first(own, message, letter, body), false);
        }
        boolean verified = inspected.trust() == Trust.VERIFIED && keys != null;
        boolean mended = !body.equals(message.body());
        boolean earlier = Inspection.moved(message);
        if (!mended && !(verified && earlier)) {
            return new Stamped(own, false);
        }
        own.remove(Stamp.NAME);
        if (verified) {
            Stamp now = earlier ? again(stamp, message, letter) : stamp;
            Map<String, MessageAttributeValue> with = with(own, now, body);
            if (small(body, with)) {
                return new Stamped(with, false);
            }
            if (!mended) {
                return new Stamped(message.attributes(), false);
            }
        }
        if (stamp.attributes() != null) {
            // They are the request's own, and go nowhere without the stamp.
            own.putAll(stamp.attributes());
        }
        return new Stamped(own, true);
    }

    /** A stamp of the death that SQS saw, after the one of an earlier death. */
    private Stamp again(Stamp earlier, Message message, DeadLetter letter) {
        return stamp(message, letter, earlier.source().firstSentAt(), earlier.attributes());
    }

    private Stamp stamp(
            Message message,
            DeadLetter letter,
            Instant firstSentAt,
            @Nullable Map<String, MessageAttributeValue> inside) {
        DeadLetter.Death death = letter.death();
        return new Stamp(
                new Stamp.Reason(death.code(), death.reason(), death.count().attempts()),
                death.count().replays(),
                new Stamp.Source(
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
        Stamp stamp =
                stamp(message, letter, letter.death().times().firstSentAt(), room ? null : own);
        Map<String, MessageAttributeValue> with = with(room ? own : Map.of(), stamp, body);
        // As in a death: the reason goes before anything of the request does.
        return small(body, with) ? with : own;
    }

    private Map<String, MessageAttributeValue> with(
            Map<String, MessageAttributeValue> own, Stamp stamp, String body) {
        Map<String, MessageAttributeValue> with = new HashMap<>(own);
        with.put(Stamp.NAME, signed(stamp, Objects.requireNonNull(keys), body));
        return with;
    }

    private static boolean small(String body, Map<String, MessageAttributeValue> attributes) {
        return new Outgoing(body, attributes, null, null).bytes() <= Batcher.MOST_BYTES;
    }

    private static MessageAttributeValue signed(Stamp stamp, KeyRing keys, String body) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(stamp.write(keys.current(), body))
                .build();
    }
}
