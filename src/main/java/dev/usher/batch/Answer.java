package dev.usher.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.message.FailureCode;
import dev.usher.message.Reply;
import dev.usher.message.Result;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a reply says of a row. Holds tokens only if they were asked for, so {@link #toString()} is
 * left to say its message alone.
 *
 * @param messageId of the request
 * @param code empty unless it failed
 * @param text empty unless it failed
 * @param sub empty where it is not known
 * @param duplicate whether the result was reached by an earlier delivery and is told again
 */
record Answer(
        String messageId,
        String id,
        String status,
        String code,
        String text,
        String sub,
        boolean duplicate,
        @Nullable Tokens tokens) {
    /** Cognito's, in the clear. */
    record Tokens(String access, String id, String refresh) {
        @Override
        public String toString() {
            return "Tokens[***]";
        }
    }

    /** Empty if it names no request, for then it is no row's. */
    static Optional<Answer> of(Reply reply, boolean withTokens) {
        if (reply.id() == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (reply.result()) {
                    case Result.Succeeded(Result.User user, Result.Tokens tokens) ->
                            of(reply, "", "", user, withTokens ? clear(tokens) : null);
                    case Result.Challenged(Result.User user, Result.Challenge challenge) ->
                            of(reply, "", challenge.name(), user, null);
                    case Result.Failed failed ->
                            of(
                                    reply,
                                    failed.failure().code().name(),
                                    failed.failure().message(),
                                    null,
                                    null);
                });
    }

    private static Answer of(
            Reply reply,
            String code,
            String text,
            Result.@Nullable User user,
            @Nullable Tokens tokens) {
        return new Answer(
                reply.requestMessageId(),
                reply.id() == null ? "" : reply.id(),
                reply.result().status(),
                code,
                text,
                user == null || user.sub() == null ? "" : user.sub(),
                reply.duplicate(),
                tokens);
    }

    private static @Nullable Tokens clear(Result.@Nullable Tokens tokens) {
        return tokens == null
                ? null
                : new Tokens(
                        tokens.accessToken().reveal(),
                        tokens.idToken().reveal(),
                        tokens.refreshToken() == null ? "" : tokens.refreshToken().reveal());
    }

    boolean failed() {
        return status.equals("failed");
    }

    /** Whether somebody else's content came with this id: no answer to what was sent with it. */
    boolean ofAnother() {
        return code.equals(FailureCode.ID_REUSED.name());
    }

    /** The user was there before: nothing to mend. */
    boolean existing() {
        return code.equals(FailureCode.USERNAME_EXISTS.name());
    }

    /** Of several answers to one row, the highest counts; a later attempt supersedes a give-up. */
    int rank() {
        if (failed()) {
            return code.equals(FailureCode.RETRIES_EXHAUSTED.name()) ? 1 : 2;
        }
        return duplicate ? 3 : 4;
    }

    /** Whether a better one may still come by itself or by a replay. */
    boolean provisional() {
        return rank() == 1;
    }

    String write() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("requestMessageId", messageId);
        json.put("id", id);
        json.put("status", status);
        json.put("code", code);
        json.put("message", text);
        json.put("sub", sub);
        json.put("duplicate", duplicate);
        if (tokens != null) {
            json.put("accessToken", tokens.access());
            json.put("idToken", tokens.id());
            json.put("refreshToken", tokens.refresh());
        }
        return json.toString();
    }

    /** Null if the line was not written whole. */
    static @Nullable Answer read(String line) {
        try {
            JsonNode json = Json.MAPPER.readTree(line);
            if (!json.path("requestMessageId").isTextual()) {
                return null;
            }
            return new Answer(
                    json.path("requestMessageId").asText(),
                    json.path("id").asText(),
                    json.path("status").asText(),
                    json.path("code").asText(),
                    json.path("message").asText(),
                    json.path("sub").asText(),
                    json.path("duplicate").asBoolean(),
                    json.has("accessToken")
                            ? new Tokens(
                                    json.path("accessToken").asText(),
                                    json.path("idToken").asText(),
                                    json.path("refreshToken").asText())
                            : null);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "Answer[" + messageId + "]";
    }
}
