package dev.usher.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The reply to one message of a request queue.
 *
 * @param id the request's; absent only where it could not be read
 * @param requestMessageId the SQS message id that the sender got when it sent
 * @param type the request's; absent only where it could not be read
 * @param duplicate whether an earlier delivery reached the result and this repeats it
 * @param attempts how many attempts it took
 */
public record Reply(
        @Nullable String id,
        String requestMessageId,
        @Nullable String type,
        Result result,
        boolean duplicate,
        int attempts,
        Instant completedAt) {}
