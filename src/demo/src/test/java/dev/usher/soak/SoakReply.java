package dev.usher.soak;

import dev.usher.message.Reply;
import dev.usher.message.Result;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the checks need of a reply.
 *
 * @param messageId of the message that it answers
 * @param id that it names
 * @param sub of the user that it tells of
 */
record SoakReply(
        String messageId,
        @Nullable String id,
        ReplyResult ending,
        @Nullable String sub,
        Instant completedAt) {
    static SoakReply of(Reply reply) {
        String sub =
                switch (reply.result()) {
                    case Result.Succeeded(var user, var tokens) -> user.sub();
                    case Result.Challenged(var user, var challenge) -> user.sub();
                    case Result.Failed failed -> null;
                };
        return new SoakReply(
                reply.requestMessageId(),
                reply.id(),
                ReplyResult.of(reply.result()),
                sub,
                reply.completedAt());
    }
}
