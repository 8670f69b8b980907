package dev.usher.tools.deadletters;

import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import dev.usher.secrets.KeyRing;
import dev.usher.sqs.Message;
import dev.usher.tools.deadletters.DeadLetter.Count;
import dev.usher.tools.deadletters.DeadLetter.Death;
import dev.usher.tools.deadletters.DeadLetter.Sender;
import dev.usher.tools.deadletters.DeadLetter.Times;
import dev.usher.worker.DeadLetterReason;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Reads dead letters, both the worker's and those that SQS or other clients put there. */
public final class DeadLetterReader {
    private final @Nullable KeyRing keys;
    private final Function<String, OptionalInt> maxReceives;
    private final Map<String, OptionalInt> known = new ConcurrentHashMap<>();

    /**
     * @param keys to verify reasons; null if there are none
     * @param maxReceives after how many receives a queue, by its ARN, moves a message
     */
    public DeadLetterReader(@Nullable KeyRing keys, Function<String, OptionalInt> maxReceives) {
        this.keys = keys;
        this.maxReceives = maxReceives;
    }

    /**
     * A message's reason after its verification.
     *
     * @param reason null if there is none, or a forged one
     */
    record VerifiedReason(@Nullable DeadLetterReason reason, ReasonTrust trust) {}

    VerifiedReason reason(Message message) {
        MessageAttributeValue attribute = message.attributes().get(DeadLetterReason.NAME);
        if (attribute == null) {
            return new VerifiedReason(null, ReasonTrust.NONE);
        }
        DeadLetterReason unverified = unverified(attribute);
        if (unverified == null) {
            return new VerifiedReason(null, ReasonTrust.FORGED);
        }
        if (keys == null) {
            return new VerifiedReason(unverified, ReasonTrust.UNVERIFIED);
        }
        DeadLetterReason verified =
                DeadLetterReason.read(attribute.stringValue(), keys.versions(), message.body());
        return new VerifiedReason(
                verified, verified == null ? ReasonTrust.FORGED : ReasonTrust.VERIFIED);
    }

    private static @Nullable DeadLetterReason unverified(
            @Nullable MessageAttributeValue attribute) {
        return attribute == null || attribute.stringValue() == null
                ? null
                : DeadLetterReason.unverified(attribute.stringValue());
    }

    /**
     * The id of the message that the worker made this dead letter of. If SQS moved the message, or
     * the reason is unreadable, it is the message's own id, which a move keeps.
     */
    static String origin(Message message) {
        DeadLetterReason reason =
                moved(message) ? null : unverified(message.attributes().get(DeadLetterReason.NAME));
        return reason == null ? message.messageId() : reason.source().messageId();
    }

    /**
     * Whether SQS itself moved the message here; SQS names the source queue only then. The reason
     * of such a message is of an earlier dead letter.
     */
    static boolean moved(Message message) {
        return message.system().deadLetterSourceArn() != null;
    }

    DeadLetter inspect(Message message) {
        VerifiedReason verified = reason(message);
        DeadLetterReason reason = verified.reason();
        boolean earlier = reason != null && moved(message);
        return new DeadLetter(
                message.messageId(),
                sender(message.body()),
                reason == null || earlier ? withoutReason(message, reason) : death(reason),
                earlier ? ReasonTrust.NONE : verified.trust());
    }

    private static Sender sender(String body) {
        return switch (Requests.read(body)) {
            case RequestReading.Valid(var request) ->
                    new Sender(request.id(), request.type(), request.username());
            case RequestReading.Invalid invalid ->
                    new Sender(invalid.id(), invalid.type(), invalid.username());
        };
    }

    private static Death death(DeadLetterReason reason) {
        return new Death(
                reason.reason().code(),
                reason.reason().message(),
                new Count(reason.reason().attempts(), reason.replays()),
                reason.source().queue(),
                new Times(reason.source().firstSentAt(), reason.failedAt()));
    }

    /**
     * @param earlier the reason of an earlier dead letter of the same request
     */
    private Death withoutReason(Message message, @Nullable DeadLetterReason earlier) {
        Count count = new Count(0, earlier == null ? 0 : earlier.replays() + 1);
        Times times = new Times(message.system().sentAt(), null);
        String arn = message.system().deadLetterSourceArn();
        if (arn == null) {
            return new Death(DeadLetter.NO_CODE, "no reason given", count, null, times);
        }
        OptionalInt most = known.computeIfAbsent(arn, maxReceives);
        String receives =
                most.isPresent() ? most.getAsInt() + " receives" : "more receives than allowed";
        return new Death(
                DeadLetter.NO_CODE,
                "moved by SQS after " + receives,
                count,
                arn.substring(arn.lastIndexOf(':') + 1),
                times);
    }
}
