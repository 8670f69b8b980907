package dev.usher.deadletters;

import dev.usher.deadletters.Inspection.Stamped;
import dev.usher.flow.KeyRing;
import dev.usher.flow.Keys.Purpose;
import dev.usher.queue.Message;
import dev.usher.queue.Outgoing;
import dev.usher.queue.Outgoing.Order;
import dev.usher.queue.Queue;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Makes of a dead letter the message that is sent in its place: the same body, the same attributes,
 * its reason among them, so that its next death counts one more.
 */
public final class Copying {
    private final Queue source;
    private final Inspection inspection;
    private final Destinations destinations;
    private final @Nullable KeyRing keys;
    private final @Nullable Mending mending;
    private final String purpose;

    /**
     * What goes along with a mending.
     *
     * @param run different for each run: what was mended otherwise is another message
     */
    public record Changes(Mending mending, String run) {}

    /**
     * @param keys null where there are none
     * @param changes null for copies as they are
     */
    public Copying(
            Queue source,
            Inspection inspection,
            Destinations destinations,
            @Nullable KeyRing keys,
            @Nullable Changes changes) {
        this.source = source;
        this.inspection = inspection;
        this.destinations = destinations;
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
        if (mending == null) {
            return ready(message, letter, message.body(), message.attributes(), false);
        }
        Stamped stamped = inspection.stamp(message);
        return switch (mending.mend(message, stamped)) {
            case Mending.Mended.Unfit(String problems) -> new Copy.Unfit(problems);
            case Mending.Mended.Fit(String body, var attributes, boolean unsigned) ->
                    ready(message, letter, body, attributes, unsigned);
        };
    }

    private Copy.Ready ready(
            Message message,
            DeadLetter letter,
            String body,
            Map<String, MessageAttributeValue> attributes,
            boolean unsigned) {
        Queue to = destinations.of(letter);
        Order order = to.fifo() ? order(message, letter) : null;
        return new Copy.Ready(
                to,
                new Outgoing(body, attributes, message.system().traceHeader(), order),
                unsigned);
    }

    /** The same whenever the same dead letter is replayed, so that a crash doubles nothing. */
    private Order order(Message message, DeadLetter letter) {
        String group = source.fifo() ? message.system().groupId() : null;
        return new Order(
                group == null ? group(letter) : group,
                Order.hash(source.name(), message.messageId(), purpose, "", letter.death().code()));
    }

    private String group(DeadLetter letter) {
        String name = Objects.requireNonNullElse(letter.sender().username(), letter.messageId());
        return keys == null
                ? Order.hash("group", name)
                : HexFormat.of().formatHex(keys.current().hmac(Purpose.USERNAME_HASH, name));
    }
}
