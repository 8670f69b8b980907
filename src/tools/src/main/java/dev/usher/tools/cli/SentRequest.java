package dev.usher.tools.cli;

import dev.usher.sqs.Queue;
import dev.usher.tools.replies.AwaitedReply;
import dev.usher.tools.replies.ReplyLine;
import dev.usher.tools.replies.ReplySearch.Sought;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints the result of {@code send}: the reply to stdout, its meaning to stderr. */
final class SentRequest {
    private final Sought sought;
    private final Queue requests;
    private final @Nullable Queue replies;
    private boolean delivered;

    SentRequest(Sought sought, Queue requests, @Nullable Queue replies) {
        this.sought = sought;
        this.requests = requests;
        this.replies = replies;
    }

    /** Whether the reply was written to stdout. */
    boolean delivered() {
        return delivered;
    }

    int printSent() {
        System.out.printf(
                "{%n  \"id\" : \"%s\",%n  \"requestMessageId\" : \"%s\"%n}%n",
                sought.id(), sought.requestMessageId());
        System.err.println("sent to " + requests.name());
        return Main.OK;
    }

    int print(AwaitedReply awaited, Duration timeout) {
        return switch (awaited) {
            case AwaitedReply.Reply(ReplyLine reply) -> print(reply);
            case AwaitedReply.Nothing(String error) -> {
                System.err.printf(
                        "usher send: no reply within %s%s; %s%n",
                        HumanDurations.print(timeout),
                        error.isEmpty() ? "" : ": " + error,
                        stillInProgress());
                yield Main.FAILED;
            }
            case AwaitedReply.Stopped stopped -> {
                System.err.println("usher send: stopped; " + stillInProgress());
                yield Main.FAILED;
            }
        };
    }

    private String stillInProgress() {
        return "request %s (message %s) is still in progress; its reply will arrive on %s (see usher replies)"
                .formatted(
                        sought.id(),
                        sought.requestMessageId(),
                        Objects.requireNonNull(replies).name());
    }

    private int print(ReplyLine reply) {
        System.out.println(reply.json().toPrettyString());
        delivered = !System.out.checkError();
        if (!delivered) {
            System.err.println("usher send: the reply could not be printed; it stays in its queue");
            return Main.FAILED;
        }
        System.err.println(summary(reply));
        return reply.text("/status").equals("failed") ? Main.FAILED : Main.OK;
    }

    private String summary(ReplyLine reply) {
        String masked =
                reply.json().has("tokens") && !sought.showTokens()
                        ? "; --show-tokens shows the tokens"
                        : "";
        String duplicate =
                reply.json().path("duplicate").asBoolean(false)
                        ? ", by an earlier request of the same id"
                        : "";
        String userStatus = reply.text("/user/status");
        return switch (reply.text("/status")) {
            case "succeeded" ->
                    "succeeded%s: %s is %s%s"
                            .formatted(
                                    duplicate,
                                    reply.text("/user/username"),
                                    userStatus.isEmpty() ? "signed in" : userStatus,
                                    masked);
            case "challenged" ->
                    "challenged: Cognito asks for %s; --show-tokens shows the session for the answer"
                            .formatted(reply.text("/challenge/name"));
            default ->
                    "failed%s: %s: %s (%s)"
                            .formatted(
                                    duplicate,
                                    reply.text("/failure/code"),
                                    reply.text("/failure/message"),
                                    reply.json().at("/failure/retryable").asBoolean(false)
                                            ? "the same request may succeed later"
                                            : "the same request will fail again");
        };
    }

    /**
     * Warns if the reply is still in its queue.
     *
     * @param error empty if it was deleted
     */
    void printTaken(String error) {
        if (!error.isEmpty()) {
            System.err.println(
                    "usher send: the reply could not be deleted ("
                            + error
                            + ") and stays in its queue");
        }
    }
}
