package dev.usher.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes and reads replies as {@code reply.schema.json} describes them. */
public final class Replies {
    private static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY);

    private Replies() {}

    /** Writes the reply's body, without absent members. */
    public static String write(Reply reply) {
        var body = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(body)) {
            json.writeStartObject();
            json.writeNumberField("version", 1);
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
            json.writeBooleanField("duplicate", reply.duplicate());
            json.writeNumberField("attempts", reply.attempts());
            Instant completedAt = reply.completedAt().truncatedTo(ChronoUnit.MILLIS);
            text(json, "completedAt", completedAt.toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string could not be written", e);
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
                            json.path("duplicate").asBoolean(),
                            json.path("attempts").asInt(),
                            Instant.parse(required(json, "completedAt"))));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void write(JsonGenerator json, Result.User user) throws IOException {
        json.writeObjectFieldStart("user");
        text(json, "username", user.username());
        text(json, "sub", user.sub());
        text(json, "status", user.status());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Result.Tokens tokens) throws IOException {
        json.writeObjectFieldStart("tokens");
        secret(json, "accessToken", tokens.accessToken());
        secret(json, "idToken", tokens.idToken());
        secret(json, "refreshToken", tokens.refreshToken());
        text(json, "tokenType", tokens.tokenType());
        json.writeNumberField("expiresIn", tokens.expiresIn());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Result.Challenge challenge) throws IOException {
        json.writeObjectFieldStart("challenge");
        text(json, "name", challenge.name());
        secret(json, "session", challenge.session());
        json.writeObjectFieldStart("parameters");
        for (var parameter : new TreeMap<>(challenge.parameters()).entrySet()) {
            text(json, parameter.getKey(), parameter.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Failure failure) throws IOException {
        json.writeObjectFieldStart("failure");
        text(json, "code", failure.code().name());
        text(json, "message", failure.message());
        json.writeBooleanField("retryable", failure.code().retryable());
        text(json, "cognitoError", failure.cognitoError());
        json.writeEndObject();
    }

    private static void secret(JsonGenerator json, String name, @Nullable Secret secret)
            throws IOException {
        text(json, name, secret == null ? null : secret.reveal());
    }

    private static void text(JsonGenerator json, String name, @Nullable String text)
            throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
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
                        tokens.path("expiresIn").asInt());
    }

    private static Result.Challenge challenge(JsonNode challenge) {
        Map<String, String> parameters = new LinkedHashMap<>();
        challenge
                .path("parameters")
                .properties()
                .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
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
        return json.path(name).textValue();
    }
}
