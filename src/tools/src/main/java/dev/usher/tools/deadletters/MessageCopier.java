package dev.usher.tools.deadletters;

import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys.Purpose;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Outgoing.Order;
import dev.usher.sqs.Queue;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a dead letter the message that is sent in its place: the same body, the same attributes,
 * its reason among them, so that its next death counts one more.
 */
public final class MessageCopier {
    private final Queue source;
    private final ReasonSigner reasonSigner;
    private final ReplayDestinations replayDestinations;
    private final @Nullable KeyRing keys;
    private final @Nullable RequestChanges mending;
    private final String purpose;

    /**
     * What goes along with a mending.
     *
     * @param run different for each run: what was mended otherwise is another message
     */
    public record Changes(RequestChanges mending, String run) {}

    /**
     * @param keys null where there are none
     * @param changes null for copies as they are
     */
    public MessageCopier(
            Queue source,
            DeadLetterReader deadLetterReader,
            ReplayDestinations replayDestinations,
            @Nullable KeyRing keys,
            InstantSource clock,
            @Nullable Changes changes) {
        this.source = source;
        this.reasonSigner = new ReasonSigner(deadLetterReader, keys, clock);
        this.replayDestinations = replayDestinations;
        this.keys = keys;
        this.mending = changes == null ? null : changes.mending();
        this.purpose = changes == null ? "replay" : "replay " + changes.run();
    }

    /** What came of it. */
    sealed interface Copy {
        /**
         * @param unsigned whether its reason was dropped, because it could not be signed anew
         */
        record Ready(Queue to, Outgoing outgoing, boolean unsigned) implements Copy {}

        /** Would be no valid request. */
        record Unfit(String problems) implements Copy {}
    }

    Copy copy(Message message, DeadLetter letter) {
        return switch (mending == null ? null : mending.mend(message.body())) {
            case null -> ready(message, letter, message.body());
            case RequestChanges.Mended.Fit(String body) -> ready(message, letter, body);
            case RequestChanges.Mended.Unfit(String problems) -> new Copy.Unfit(problems);
        };
    }

    private Copy.Ready ready(Message message, DeadLetter letter, String body) {
        ReasonSigner.Stamped stamped = reasonSigner.stamp(message, letter, body);
        Queue to = replayDestinations.of(letter);
        Order order = to.fifo() ? order(message, letter) : tenant(message);
        return new Copy.Ready(
                to,
                new Outgoing(body, stamped.attributes(), message.system().traceHeader(), order),
                stamped.unsigned());
    }

    /** The same whenever the same dead letter is replayed, so that a crash doubles nothing. */
    private Order order(Message message, DeadLetter letter) {
        String group = inOrderWith(message);
        return new Order(
                group == null ? group(letter) : group,
                Order.hash(source.name(), message.messageId(), purpose, "", letter.death().code()));
    }

    /** On standard queues a group names a tenant, for fair shares. */
    private @Nullable Order tenant(Message message) {
        String group = message.system().groupId();
        return source.fifo() || group == null ? null : new Order(group, null);
    }

    /** The group whose order counts; null on a standard queue. */
    @Nullable String inOrderWith(Message message) {
        return source.fifo() ? message.system().groupId() : null;
    }

    private String group(DeadLetter letter) {
        String name = Objects.requireNonNullElse(letter.sender().username(), letter.messageId());
        return keys == null
                ? Order.hash("group", name)
                : HexFormat.of().formatHex(keys.current().hmac(Purpose.USERNAME_HASH, name));
    }
}
