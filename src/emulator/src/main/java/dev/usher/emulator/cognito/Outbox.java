package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** The last thousand messages that Cognito would have sent by e-mail or SMS. */
public final class Outbox {
    private static final int KEPT = 1000;

    /** What a message is for. */
    public enum Kind {
        INVITATION,
        MFA_CODE,
        RESET_CODE
    }

    /**
     * One message.
     *
     * @param code the temporary password or the code it carries
     */
    public record Message(
            Kind kind, String poolId, String username, String destination, String code) {
        /** Without the code: it is a secret wherever messages are printed. */
        @Override
        public String toString() {
            return kind + " for " + username + " to " + destination;
        }
    }

    private final ConcurrentLinkedDeque<Message> messages = new ConcurrentLinkedDeque<>();
    private volatile boolean failing;

    /** Whether every delivery fails from now on. */
    public void fail(boolean fail) {
        failing = fail;
    }

    /** The messages, oldest first. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** The code of the newest message of a kind to a user; null if there is none. */
    public @Nullable String code(Kind kind, String poolId, String username) {
        for (Message message : (Iterable<Message>) messages::descendingIterator) {
            if (message.kind == kind
                    && message.poolId.equals(poolId)
                    && message.username.equals(username)) {
                return message.code;
            }
        }
        return null;
    }

    /**
     * Sends a message.
     *
     * @param destination an address or a phone number; null if the user has none
     * @throws AwsError CodeDeliveryFailureException
     */
    void send(
            Kind kind,
            StoredPool pool,
            StoredUser user,
            @Nullable String destination,
            String code) {
        if (failing || destination == null) {
            throw AwsError.of(
                    "CodeDeliveryFailureException", "Failed to deliver the message to the user.");
        }
        messages.add(new Message(kind, pool.id, user.username, destination, code));
        if (messages.size() > KEPT) {
            messages.poll();
        }
    }
}
