package dev.usher.tools.deadletters;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a dead letter, without its body: small enough to keep for a hundred thousand of
 * them, and with nothing secret in it.
 */
public record DeadLetter(String messageId, Sender sender, Death death, ReasonTrust trust) {
    /** The code of those that nobody gave one. */
    public static final String NO_CODE = "-";

    /** What could be read of the request. */
    public record Sender(@Nullable String id, @Nullable String type, @Nullable String username) {}

    /**
     * How it died.
     *
     * @param code the failure code, or {@link #NO_CODE}
     * @param reason in words
     * @param count how often it was tried
     * @param queue the name of the one it was taken from
     * @param times when
     */
    public record Death(
            String code, String reason, Count count, @Nullable String queue, Times times) {}

    /** Walks that it had, and how often it came back from the dead-letter queue before. */
    public record Count(int attempts, int replays) {}

    /**
     * @param failedAt null where nobody wrote it down
     */
    public record Times(Instant firstSentAt, @Nullable Instant failedAt) {
        /** When it failed, as far as is known. */
        public Instant known() {
            return failedAt == null ? firstSentAt : failedAt;
        }
    }
}
