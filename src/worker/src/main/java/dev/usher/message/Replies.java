package dev.usher.message;

import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Writes and reads replies as {@code reply.schema.json} describes them. */
public final class Replies {
    private static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY);

    private Replies() {}

    /** Writes the reply's body, without absent members. */
    public static String write(Reply reply) {
        var body = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), body)) {
            json.writeStartObject();
            json.writeNumberProperty("version", 1);
            text(json, "id", reply.id());
            text(json, "requestMessageId", reply.requestMessageId());
            text(json, "type", reply.type());
            text(json, "status", reply.result().status());
            switch (reply.result()) {
                case Result.Succeeded(Result.User user, Result.Tokens tokens) -> {
                    write(json, user);
                    if (tokens != null) {
                        write(json, tokens);
                    }
                }
                case Result.Challenged(Result.User user, Result.Challenge challenge) -> {
                    write(json, user);
                    write(json, challenge);
                }
                case Result.Failed(Failure failure) -> write(json, failure);
            }
            json.writeBooleanProperty("duplicate", reply.duplicate());
            json.writeNumberProperty("attempts", reply.attempts());
            Instant completedAt = reply.completedAt().truncatedTo(ChronoUnit.MILLIS);
            text(json, "completedAt", completedAt.toString());
            json.writeEndObject();
        } catch (JacksonException e) {
            throw new IllegalStateException("a string could not be written", e);
        }
        return body.toString();
    }

    /**
     * Reads the reply in a body; empty if it is none. Ignores members that a later version may add.
     */
    public static Optional<Reply> read(String body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            return Optional.of(
                    new Reply(
                            optional(json, "id"),
                            required(json, "requestMessageId"),
                            optional(json, "type"),
                            result(json),
                            json.path("duplicate").asBoolean(false),
                            json.path("attempts").asInt(0),
                            Instant.parse(required(json, "completedAt"))));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void write(JsonGenerator json, Result.User user) {
        json.writeObjectPropertyStart("user");
        text(json, "username", user.username());
        text(json, "sub", user.sub());
        text(json, "status", user.status());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Result.Tokens tokens) {
        json.writeObjectPropertyStart("tokens");
        secret(json, "accessToken", tokens.accessToken());
        secret(json, "idToken", tokens.idToken());
        secret(json, "refreshToken", tokens.refreshToken());
        text(json, "tokenType", tokens.tokenType());
        json.writeNumberProperty("expiresIn", tokens.expiresIn());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Result.Challenge challenge) {
        json.writeObjectPropertyStart("challenge");
        text(json, "name", challenge.name());
        secret(json, "session", challenge.session());
        json.writeObjectPropertyStart("parameters");
        for (var parameter : new TreeMap<>(challenge.parameters()).entrySet()) {
            text(json, parameter.getKey(), parameter.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Failure failure) {
        json.writeObjectPropertyStart("failure");
        text(json, "code", failure.code().name());
        text(json, "message", failure.message());
        json.writeBooleanProperty("retryable", failure.code().retryable());
        text(json, "cognitoError", failure.cognitoError());
        json.writeEndObject();
    }

    private static void secret(JsonGenerator json, String name, @Nullable Secret secret) {
        text(json, name, secret == null ? null : secret.reveal());
    }

    private static void text(JsonGenerator json, String name, @Nullable String text) {
        if (text != null) {
            json.writeStringProperty(name, text);
        }
    }

    private static Result result(JsonNode json) {
        return switch (required(json, "status")) {
            case "succeeded" -> new Result.Succeeded(user(json), tokens(json.path("tokens")));
            case "challenged" ->
                    new Result.Challenged(user(json), challenge(json.path("challenge")));
            case "failed" -> new Result.Failed(failure(json.path("failure")));
            default -> throw new IllegalArgumentException("no status");
        };
    }

    private static Result.User user(JsonNode json) {
        JsonNode user = json.path("user");
        return new Result.User(
                required(user, "username"), optional(user, "sub"), optional(user, "status"));
    }

    private static Result.@Nullable Tokens tokens(JsonNode tokens) {
        return tokens.isMissingNode()
                ? null
                : new Result.Tokens(
                        Secret.of(required(tokens, "accessToken")),
                        Secret.of(required(tokens, "idToken")),
                        secret(tokens, "refreshToken"),
                        required(tokens, "tokenType"),
                        tokens.path("expiresIn").asInt(0));
    }

    private static Result.Challenge challenge(JsonNode challenge) {
        Map<String, String> parameters = new LinkedHashMap<>();
        challenge
                .path("parameters")
                .properties()
                .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asString("")));
        return new Result.Challenge(
                required(challenge, "name"), secret(challenge, "session"), parameters);
    }

    private static Failure failure(JsonNode failure) {
        return new Failure(
                FailureCode.valueOf(required(failure, "code")),
                required(failure, "message"),
                optional(failure, "cognitoError"));
    }

    private static @Nullable Secret secret(JsonNode json, String name) {
        String text = optional(json, name);
        return text == null ? null : Secret.of(text);
    }

    private static String required(JsonNode json, String name) {
        String text = optional(json, name);
        if (text == null) {
            throw new IllegalArgumentException("lacks a member");
        }
        return text;
    }

    private static @Nullable String optional(JsonNode json, String name) {
        return json.path(name).stringValue(null);
    }
}
