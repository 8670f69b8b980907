package dev.usher.tools.replies;

import dev.usher.message.FailureCode;
import dev.usher.message.Replies;
import dev.usher.message.Reply;
import dev.usher.message.Result;
import dev.usher.message.Secret;
import dev.usher.sqs.Message;
import dev.usher.tools.enqueue.SimulatedTime;
import dev.usher.tools.run.SentLog;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Replies as a worker writes them. */
public final class ReplyFixture {
    static final String TOKEN = "eyJ0b2tlbg";

    private static final AtomicInteger MESSAGES = new AtomicInteger();

    private ReplyFixture() {}

    public static Result done() {
        return new Result.Succeeded(user(), null);
    }

    static Result tokens() {
        return new Result.Succeeded(
                user(),
                new Result.Tokens(
                        Secret.of(TOKEN + "1"),
                        Secret.of(TOKEN + "2"),
                        Secret.of(TOKEN + "3"),
                        "Bearer",
                        3600));
    }

    static Result challenged() {
        return new Result.Challenged(
                user(), new Result.Challenge("SMS_MFA", Secret.of(TOKEN), Map.of()));
    }

    public static Result failed(FailureCode code) {
        return Result.Failed.of(code, "that is why, \"said\" it");
    }

    private static Result.User user() {
        return new Result.User("internal", "sub-1", "CONFIRMED");
    }

    static String body(String id, String messageId, Result result, boolean duplicate) {
        return Replies.write(
                new Reply(id, messageId, "signup", result, duplicate, 1, SimulatedTime.START));
    }

    static Message message(String body) {
        String id = "reply-" + MESSAGES.incrementAndGet();
        return new Message(
                id,
                id + "#1",
                body,
                Map.of(),
                new Message.SystemAttributes(1, SimulatedTime.START, null, null, null));
    }

    /** A reply to a sent row. */
    public static Message to(SentLog.Entry entry, Result result) {
        return message(body(entry.id(), entry.messageId(), result, false));
    }
}
