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

/** Reads what lies in a dead-letter queue, whoever put it there. */
public final class DeadLetterReader {
    private final @Nullable KeyRing keys;
    private final Function<String, OptionalInt> mostReceives;
    private final Map<String, OptionalInt> known = new ConcurrentHashMap<>();

    /**
     * @param keys null where there are none to check stamps with
     * @param mostReceives after how many receives a queue, by its ARN, moves a message here
     */
    public DeadLetterReader(@Nullable KeyRing keys, Function<String, OptionalInt> mostReceives) {
        this.keys = keys;
        this.mostReceives = mostReceives;
    }

    /**
     * A message's stamp, and whether it can be believed.
     *
     * @param stamp null where there is none, or none but a forged one
     */
    record Stamped(@Nullable DeadLetterReason stamp, ReasonTrust trust) {}

    Stamped stamp(Message message) {
        MessageAttributeValue attribute = message.attributes().get(DeadLetterReason.NAME);
        if (attribute == null) {
            return new Stamped(null, ReasonTrust.NONE);
        }
        String value = attribute.stringValue();
        DeadLetterReason said = value == null ? null : DeadLetterReason.unverified(value);
        if (said == null || value == null) {
            return new Stamped(null, ReasonTrust.FORGED);
        }
        if (keys == null) {
            return new Stamped(said, ReasonTrust.UNVERIFIED);
        }
        DeadLetterReason good = DeadLetterReason.read(value, keys.versions(), message.body());
        return good == null
                ? new Stamped(null, ReasonTrust.FORGED)
                : new Stamped(good, ReasonTrust.VERIFIED);
    }

    /**
     * The message that the worker made this dead letter of, as far as it says so; otherwise this
     * one, which keeps its id where SQS moves it.
     */
    static String origin(Message message) {
        MessageAttributeValue attribute = message.attributes().get(DeadLetterReason.NAME);
        if (attribute == null || attribute.stringValue() == null || moved(message)) {
            return message.messageId();
        }
        DeadLetterReason said = DeadLetterReason.unverified(attribute.stringValue());
        return said == null ? message.messageId() : said.source().messageId();
    }

    /**
     * Whether SQS itself moved it here. What the worker sends here SQS says nothing of; a stamp on
     * what SQS moved is of an earlier death.
     */
    static boolean moved(Message message) {
        return message.system().deadLetterSourceArn() != null;
    }

    DeadLetter inspect(Message message) {
        Stamped stamped = stamp(message);
        DeadLetterReason stamp = stamped.stamp();
        boolean earlier = stamp != null && moved(message);
        return new DeadLetter(
                message.messageId(),
                sender(message.body()),
                stamp == null || earlier ? unstamped(message, stamp) : death(stamp),
                earlier ? ReasonTrust.NONE : stamped.trust());
    }

    private static Sender sender(String body) {
        return switch (Requests.read(body)) {
            case RequestReading.Valid(var request) ->
                    new Sender(request.id(), request.type(), request.username());
            case RequestReading.Invalid invalid ->
                    new Sender(invalid.id(), invalid.type(), invalid.username());
        };
    }

    private static Death death(DeadLetterReason stamp) {
        return new Death(
                stamp.reason().code(),
                stamp.reason().message(),
                new Count(stamp.reason().attempts(), stamp.replays()),
                stamp.source().queue(),
                new Times(stamp.source().firstSentAt(), stamp.failedAt()));
    }

    /**
     * @param earlier of the death before
     */
    private Death unstamped(Message message, @Nullable DeadLetterReason earlier) {
        Count count = new Count(0, earlier == null ? 0 : earlier.replays() + 1);
        Times times = new Times(message.system().sentAt(), null);
        String arn = message.system().deadLetterSourceArn();
        if (arn == null) {
            return new Death(DeadLetter.NO_CODE, "no reason given", count, null, times);
        }
        OptionalInt most = known.computeIfAbsent(arn, mostReceives);
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
