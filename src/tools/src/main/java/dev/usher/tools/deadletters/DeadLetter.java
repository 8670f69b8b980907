package dev.usher.tools.deadletters;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter without its body: no secret, and small enough to keep a hundred thousand in memory.
 */
public record DeadLetter(String messageId, Sender sender, Death death, ReasonTrust trust) {
    /** The code of dead letters without a reason. */
    public static final String NO_CODE = "-";

    /** The request's id, or the message's if the request has none. */
    public String label() {
        return sender.id() == null ? "message " + messageId : sender.id();
    }

    /** What is readable of the request. */
    public record Sender(@Nullable String id, @Nullable String type, @Nullable String username) {}

    /**
     * Why the request was dead-lettered.
     *
     * @param code the failure code, or {@link #NO_CODE}
     * @param queue the name of the source queue
     */
    public record Death(
            String code, String reason, Count count, @Nullable String queue, Times times) {}

    /** Attempts by the worker, and replays from the dead-letter queue. */
    public record Count(int attempts, int replays) {}

    /**
     * @param failedAt null if no reason records it
     */
    public record Times(Instant firstSentAt, @Nullable Instant failedAt) {
        /** When it failed; if unknown, when it was sent. */
        public Instant known() {
            return failedAt == null ? firstSentAt : failedAt;
        }
    }
}
