package dev.usher.deadletters;

import dev.usher.flow.KeyRing;
import dev.usher.queue.Batcher;
import dev.usher.queue.Message;
import dev.usher.queue.Outgoing;
import dev.usher.queue.Stamp;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Gives a copy its stamp, by which the worker knows since when the request is under way and how
 * often it came back. A stamp vouches for one body: what is mended is signed anew. What SQS moved
 * by itself never had one and gets its first; without it a user that the request's earlier walk
 * left half made would look like a stranger's, who is older than the request.
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
        if (inspected.trust() == Trust.NONE) {
            return new Stamped(first(own, message, letter, body), false);
        }
        if (body.equals(message.body())) {
            return new Stamped(own, false);
        }
        own.remove(Stamp.NAME);
        Stamp stamp = inspected.stamp();
        if (stamp != null && inspected.trust() == Trust.VERIFIED && keys != null) {
            own.put(Stamp.NAME, signed(stamp, keys, body));
            return new Stamped(own, false);
        }
        if (stamp != null && stamp.attributes() != null) {
            // They are the request's own, and go nowhere without the stamp.
            own.putAll(stamp.attributes());
        }
        return new Stamped(own, true);
    }

    private Map<String, MessageAttributeValue> first(
            Map<String, MessageAttributeValue> own,
            Message message,
            DeadLetter letter,
            String body) {
        if (keys == null) {
            return own;
        }
        DeadLetter.Death death = letter.death();
        boolean room = own.size() < Outgoing.MOST_ATTRIBUTES;
        Stamp stamp =
                new Stamp(
                        new Stamp.Reason(death.code(), death.reason(), death.count().attempts()),
                        0,
                        new Stamp.Source(
                                death.queue() == null ? "" : death.queue(),
                                message.messageId(),
                                death.times().firstSentAt()),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        room ? null : own);
        Map<String, MessageAttributeValue> with = room ? new HashMap<>(own) : new HashMap<>();
        with.put(Stamp.NAME, signed(stamp, keys, body));
        // As in a death: the reason goes before anything of the request does.
        boolean small = new Outgoing(body, with, null, null).bytes() <= Batcher.MOST_BYTES;
        return small ? with : own;
    }

    private static MessageAttributeValue signed(Stamp stamp, KeyRing keys, String body) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(stamp.write(keys.current(), body))
                .build();
    }
}
