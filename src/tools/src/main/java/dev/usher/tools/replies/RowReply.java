package dev.usher.tools.replies;

import dev.usher.message.FailureCode;
import dev.usher.tools.files.StrictJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reply to a row. It may hold tokens, so {@link #toString()} shows only the message id.
 *
 * @param messageId of the request
 * @param duplicate whether an earlier delivery reached the result
 */
record RowReply(
        String messageId, String id, Result result, boolean duplicate, @Nullable Tokens tokens) {
    /**
     * The fields that {@code results.csv} shows.
     *
     * @param code empty unless it failed
     * @param text the failure's message or the challenge's name; else empty
     * @param sub empty if unknown
     */
    record Result(String status, String code, String text, String sub) {}

    /** Cognito's tokens, unmasked. */
    record Tokens(String access, String id, String refresh) {
        @Override
        public String toString() {
            return "Tokens[***]";
        }
    }

    /**
     * Empty if it names no request.
     *
     * @param withTokens whether its tokens are unmasked and kept
     */
    static Optional<RowReply> of(ReplyLine reply, boolean withTokens) {
        if (reply.text("/id").isEmpty()) {
            return Optional.empty();
        }
        boolean failed = reply.text("/status").equals("failed");
        return Optional.of(
                new RowReply(
                        reply.text("/requestMessageId"),
                        reply.text("/id"),
                        new Result(
                                reply.text("/status"),
                                reply.text("/failure/code"),
                                reply.text(failed ? "/failure/message" : "/challenge/name"),
                                reply.text("/user/sub")),
                        reply.json().path("duplicate").asBoolean(false),
                        withTokens && reply.tokens() ? clear(reply) : null));
    }

    private static Tokens clear(ReplyLine reply) {
        return new Tokens(
                reply.text("/tokens/accessToken"),
                reply.text("/tokens/idToken"),
                reply.text("/tokens/refreshToken"));
    }

    boolean failed() {
        return result.status().equals("failed");
    }

    /** Whether another client used the id, so that this is no reply to the row. */
    boolean ofAnother() {
        return result.code().equals(FailureCode.ID_REUSED.name());
    }

    /** Whether the user existed before. */
    boolean existing() {
        return result.code().equals(FailureCode.USERNAME_EXISTS.name());
    }

    /** Of several replies to a row, the highest counts; a replay's supersedes RETRIES_EXHAUSTED. */
    int rank() {
        if (failed()) {
            return result.code().equals(FailureCode.RETRIES_EXHAUSTED.name()) ? 1 : 2;
        }
        return duplicate ? 3 : 4;
    }

    /** Whether a better reply may follow. */
    boolean provisional() {
        return rank() == 1;
    }

    String write() {
        ObjectNode json = StrictJson.MAPPER.createObjectNode();
        json.put("requestMessageId", messageId);
        json.put("id", id);
        json.put("status", result.status());
        json.put("code", result.code());
        json.put("message", result.text());
        json.put("sub", result.sub());
        json.put("duplicate", duplicate);
        if (tokens != null) {
            json.put("accessToken", tokens.access());
            json.put("idToken", tokens.id());
            json.put("refreshToken", tokens.refresh());
        }
        return json.toString();
    }

    /** Null if the line is incomplete. */
    static @Nullable RowReply read(String line) {
        try {
            JsonNode json = StrictJson.MAPPER.readTree(line);
            if (!json.path("requestMessageId").isString()) {
                return null;
            }
            return new RowReply(
                    json.path("requestMessageId").asString(""),
                    json.path("id").asString(""),
                    new Result(
                            json.path("status").asString(""),
                            json.path("code").asString(""),
                            json.path("message").asString(""),
                            json.path("sub").asString("")),
                    json.path("duplicate").asBoolean(false),
                    json.has("accessToken")
                            ? new Tokens(
                                    json.path("accessToken").asString(""),
                                    json.path("idToken").asString(""),
                                    json.path("refreshToken").asString(""))
                            : null);
        } catch (JacksonException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "RowReply[" + messageId + "]";
    }
}
