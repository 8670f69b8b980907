package dev.usher.tools.deadletters;

import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Outgoing.Order;
import dev.usher.sqs.Queue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the message that a replay sends for a dead letter. Body and attributes are the same. The
 * reason goes along, so that the next dead letter has one more replay.
 */
public final class MessageCopier {
    private final Queue source;
    private final ReplayDestinations destinations;
    private final ReasonSigner signer;
    private final @Nullable RequestChanges changes;
    private final String purpose;

    /**
     * Changes of one run.
     *
     * @param run different in each run, since a message with other changes is another message
     */
    public record Changes(RequestChanges changes, String run) {}

    /**
     * @param changes null for unchanged copies
     */
    public MessageCopier(
            Queue source,
            ReplayDestinations destinations,
            ReasonSigner signer,
            @Nullable Changes changes) {
        this.source = source;
        this.destinations = destinations;
        this.signer = signer;
        this.changes = changes == null ? null : changes.changes();
        this.purpose = changes == null ? "replay" : "replay " + changes.run();
    }

    /** The result of copying. */
    sealed interface Copy {
        /**
         * @param unsigned whether the reason was dropped, since it could not be signed again
         */
        record Ready(Queue to, Outgoing outgoing, boolean unsigned) implements Copy {}

        /** The result would not be a valid request. */
        record Unfit(String problems) implements Copy {}
    }

    Copy copy(Message message, DeadLetter letter) {
        return switch (changes == null ? null : changes.apply(message.body())) {
            case null -> ready(message, letter, message.body());
            case RequestChanges.Changed.Fit(String body) -> ready(message, letter, body);
            case RequestChanges.Changed.Unfit(String problems) -> new Copy.Unfit(problems);
        };
    }

    private Copy.Ready ready(Message message, DeadLetter letter, String body) {
        ReasonSigner.Signed signed = signer.sign(message, letter, body);
        Queue to = destinations.of(letter);
        Order order = to.fifo() ? order(message, letter) : tenant(message);
        return new Copy.Ready(
                to,
                new Outgoing(body, signed.attributes(), message.system().traceHeader(), order),
                signed.unsigned());
    }

    /** The same for each replay of a dead letter, so that SQS drops a repetition after a crash. */
    private Order order(Message message, DeadLetter letter) {
        String group = inOrderWith(message);
        return new Order(
                group == null ? group(letter) : group,
                Order.hash(source.name(), message.messageId(), purpose, "", letter.death().code()));
    }

    /** On a standard queue, a group names a tenant (fair queues). */
    private @Nullable Order tenant(Message message) {
        String group = message.system().groupId();
        return source.fifo() || group == null ? null : new Order(group, null);
    }

    /** The group whose order must be kept; null on a standard queue. */
    @Nullable String inOrderWith(Message message) {
        return source.fifo() ? message.system().groupId() : null;
    }

    private String group(DeadLetter letter) {
        return signer.group(
                Objects.requireNonNullElse(letter.sender().username(), letter.messageId()));
    }
}
