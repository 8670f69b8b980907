package dev.usher.worker;

import dev.usher.message.Failure;
import dev.usher.runtime.WorkerRuntime;
import dev.usher.secrets.KeyRing;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.worker.SqsSender.Deduplication;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Sends dead letters: the message as it was received, with the reason if there is room. */
final class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final Lane lane;
    private final KeyRing keys;
    private final SqsSender sqsSender;
    private final InstantSource clock;
    private final RequestMeters meters;

    DeadLetters(Lane lane, KeyRing keys, SqsSender sqsSender, WorkerRuntime runtime) {
        this.lane = lane;
        this.keys = keys;
        this.sqsSender = sqsSender;
        this.clock = runtime.clock();
        this.meters = new RequestMeters(runtime.registry());
    }

    Outcome send(ReceivedRequest request, Failure reason, int attempts) {
        Message message = request.message();
        Map<String, MessageAttributeValue> withReason = attributes(request, reason, attempts);
        Outcome outcome = send(request, reason, withReason);
        if (outcome instanceof Outcome.Refused && !withReason.equals(message.attributes())) {
            // This queue accepts less than SQS does at most: better no reason than no dead letter.
            outcome = send(request, reason, message.attributes());
        }
        if (outcome instanceof Outcome.Done) {
            meters.deadLettered(reason.code());
            log.warn("Message {} is a dead letter now: {}", message.messageId(), reason.code());
        }
        return outcome;
    }

    private Outcome send(
            ReceivedRequest request,
            Failure reason,
            Map<String, MessageAttributeValue> attributes) {
        return sqsSender.send(
                lane.deadLetters(),
                request,
                new Deduplication("dead-letter", "failed", reason.code().name()),
                request.message().body(),
                attributes);
    }

    private Map<String, MessageAttributeValue> attributes(
            ReceivedRequest request, Failure reason, int attempts) {
        Message message = request.message();
        Map<String, MessageAttributeValue> own = message.attributes();
        boolean room = own.size() < Outgoing.MOST_ATTRIBUTES;
        DeadLetterReason before = request.earlierReason();
        DeadLetterReason next =
                new DeadLetterReason(
                        new DeadLetterReason.Reason(
                                reason.code().name(), reason.message(), attempts),
                        before == null ? 0 : before.replays() + 1,
                        new DeadLetterReason.Source(
                                lane.requests().name(), message.messageId(), request.firstSent()),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        room ? null : own);
        Map<String, MessageAttributeValue> attributes = room ? new HashMap<>(own) : new HashMap<>();
        attributes.put(
                DeadLetterReason.NAME,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(next.write(keys.current(), message.body()))
                        .build());
        if (Outgoing.bytes(message.body(), attributes) <= Batcher.MOST_BYTES) {
            return attributes;
        }
        log.warn("Message {} is too large for a dead-letter reason beside it", message.messageId());
        return own;
    }
}
