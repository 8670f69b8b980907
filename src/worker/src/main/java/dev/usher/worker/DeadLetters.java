package dev.usher.worker;

import dev.usher.message.Failure;
import dev.usher.runtime.WorkerRuntime;
import dev.usher.secrets.KeyRing;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.RequestMeters;
import dev.usher.worker.Outbox.Purport;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Sends dead letters: the message as it came, and the reason beside it where there is room. */
final class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final Lane lane;
    private final KeyRing keys;
    private final Outbox outbox;
    private final InstantSource clock;
    private final RequestMeters meters;

    DeadLetters(Lane lane, KeyRing keys, Outbox outbox, WorkerRuntime surroundings) {
        this.lane = lane;
        this.keys = keys;
        this.outbox = outbox;
        this.clock = surroundings.clock();
        this.meters = new RequestMeters(surroundings.registry());
    }

    Outcome send(Inquiry inquiry, Failure reason, int attempts) {
        Message message = inquiry.message();
        Map<String, MessageAttributeValue> stamped = attributes(inquiry, reason, attempts);
        Outcome outcome = send(inquiry, reason, stamped);
        if (outcome instanceof Outcome.Refused && !stamped.equals(message.attributes())) {
            // This queue takes less than SQS does at most: the reason goes before the request does.
            outcome = send(inquiry, reason, message.attributes());
        }
        if (outcome instanceof Outcome.Done) {
            meters.buried(reason.code());
            log.warn("Message {} is a dead letter now: {}", message.messageId(), reason.code());
        }
        return outcome;
    }

    private Outcome send(
            Inquiry inquiry, Failure reason, Map<String, MessageAttributeValue> attributes) {
        return outbox.send(
                lane.deadLetters(),
                inquiry,
                new Purport("dead-letter", "failed", reason.code().name()),
                inquiry.message().body(),
                attributes);
    }

    private Map<String, MessageAttributeValue> attributes(
            Inquiry inquiry, Failure reason, int attempts) {
        Message message = inquiry.message();
        Map<String, MessageAttributeValue> own = message.attributes();
        boolean room = own.size() < Outgoing.MOST_ATTRIBUTES;
        Stamp before = inquiry.stamp();
        Stamp stamp =
                new Stamp(
                        new Stamp.Reason(reason.code().name(), reason.message(), attempts),
                        before == null ? 0 : before.replays() + 1,
                        new Stamp.Source(
                                lane.requests().name(), message.messageId(), inquiry.firstSent()),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        room ? null : own);
        Map<String, MessageAttributeValue> attributes = room ? new HashMap<>(own) : new HashMap<>();
        attributes.put(
                Stamp.NAME,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(stamp.write(keys.current(), message.body()))
                        .build());
        if (Outgoing.bytes(message.body(), attributes) <= Batcher.MOST_BYTES) {
            return attributes;
        }
        log.warn("Message {} leaves no room for the reason of its death", message.messageId());
        return own;
    }
}
