package dev.usher.tools.enqueue;

import dev.usher.message.Problem;
import dev.usher.message.RequestReading;
import dev.usher.message.Requests;
import dev.usher.message.Secret;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An incomplete request; its secrets may still be missing. */
public final class RequestDraft {
    /** Replaces a missing secret during validation. */
    private static final String BLANK = "x";

    private final ObjectNode members;

    private RequestDraft(ObjectNode members) {
        this.members = members;
    }

    public static RequestDraft blank() {
        return new RequestDraft(StrictJson.MAPPER.createObjectNode());
    }

    /**
     * Parses a request that a user wrote as JSON.
     *
     * @throws CommandException if it is not a JSON object; the message quotes nothing
     */
    public static RequestDraft read(String text) {
        try {
            if (StrictJson.MAPPER.readTree(text) instanceof ObjectNode members) {
                return new RequestDraft(members);
            }
        } catch (JacksonException _) {
            // The exception's text quotes the input; the worker's own parser has a better message.
        }
        throw CommandException.usage(
                Requests.read(text) instanceof RequestReading.Invalid invalid
                        ? "the request is invalid: " + invalid.message()
                        : "the request is not a JSON object");
    }

    public boolean has(String member) {
        return members.has(member);
    }

    /** The member if it is a string, else null. */
    public @Nullable String text(String member) {
        return members.path(member).stringValue(null);
    }

    public void put(String member, String text) {
        members.put(member, text);
    }

    /** Leaves out an empty map. */
    public void put(String member, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode object = members.putObject(member);
            texts.forEach(object::put);
        }
    }

    /** Leaves out an empty list. */
    public void put(String member, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(members.putArray(member)::add);
        }
    }

    /**
     * Sets a secret. Answers are a JSON object, or the challenge's only answer.
     */
    public void fill(SecretMember secret, Secret text) {
        if (secret == SecretMember.ANSWERS) {
            members.set(secret.member(), answers(text.reveal()));
        } else {
            members.put(secret.member(), text.reveal());
        }
    }

    private JsonNode answers(String text) {
        if (text.stripLeading().startsWith("{")) {
            try {
                return StrictJson.MAPPER.readTree(text);
            } catch (JacksonException _) {
                throw CommandException.usage("the answers are not a JSON object");
            }
        }
        return StrictJson.MAPPER.createObjectNode().put(answerName(), text);
    }

    /** Cognito's name for the challenge's answer. */
    private String answerName() {
        String challenge = text("challenge");
        return switch (challenge == null ? "" : challenge) {
            case "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SMS_OTP" -> challenge + "_CODE";
            case "NEW_PASSWORD_REQUIRED" -> "NEW_PASSWORD";
            default -> "ANSWER";
        };
    }

    /**
     * The missing secrets that its type requires.
     *
     * @param finishing whether it finishes an earlier request with a code
     */
    public List<SecretMember> lacking(boolean finishing) {
        return needed(finishing).stream().filter(secret -> !has(secret.member())).toList();
    }

    private List<SecretMember> needed(boolean finishing) {
        String type = text("type");
        return switch (type == null ? "" : type) {
            case "signup" ->
                    "invite".equals(text("finish")) ? List.of() : List.of(SecretMember.PASSWORD);
            case "signin" -> List.of(SecretMember.PASSWORD);
            case "refresh" -> List.of(SecretMember.REFRESH_TOKEN);
            case "answer" -> List.of(SecretMember.SESSION, SecretMember.ANSWERS);
            case "reset-password" ->
                    finishing || has("code") || has("newPassword")
                            ? List.of(SecretMember.CODE, SecretMember.NEW_PASSWORD)
                            : List.of();
            case "verify-attribute" ->
                    finishing
                            ? List.of(SecretMember.ACCESS_TOKEN, SecretMember.CODE)
                            : List.of(SecretMember.ACCESS_TOKEN);
            default -> List.of();
        };
    }

    /**
     * Why the worker would refuse it, one sentence per problem. Missing secrets do not count.
     */
    public List<String> problems(WorkerRules workerRules, boolean finishing) {
        RequestDraft whole = new RequestDraft(members.deepCopy());
        lacking(finishing).forEach(secret -> whole.fill(secret, Secret.of(BLANK)));
        return switch (Requests.read(whole.body())) {
            case RequestReading.Invalid invalid ->
                    invalid.problems().stream().map(Problem::toString).toList();
            case RequestReading.Valid valid ->
                    new ArrayList<>(workerRules.problems(valid.request()));
        };
    }

    /** The body of the message, with secrets. */
    public String body() {
        try {
            return StrictJson.MAPPER.writeValueAsString(members);
        } catch (JacksonException e) {
            throw new IllegalStateException("a JSON tree is always writable", e);
        }
    }

    @Override
    public String toString() {
        return "RequestDraft[***]";
    }
}
