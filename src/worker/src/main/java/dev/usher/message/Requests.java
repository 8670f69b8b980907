package dev.usher.message;

import dev.usher.message.JsonDocument.Value;
import dev.usher.message.Request.Envelope;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.Refresh;
import dev.usher.message.Request.SignIn;
import dev.usher.message.Request.SignUp;
import dev.usher.message.RequestReading.Invalid;
import dev.usher.message.RequestReading.Valid;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests as {@code request.schema.json} describes them, and stricter than a schema can: no
 * member twice, nothing after the object, at most 256 KiB.
 */
public final class Requests {
    private static final int LARGEST = 256 * 1024;
    private static final int MOST_GROUPS = 100;

    /** An unknown type is returned in the reply, so that a reader can route the refusal. */
    private static final StringRule TYPE =
            new StringRule(1, 64, Pattern.compile("[A-Za-z0-9._-]+"), "must name a type");

    private Requests() {}

    /** Reads the body of a message; never throws. */
    public static RequestReading read(String body) {
        var problems = new Problems();
        if (body.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            problems.add("", "is larger than 256 KiB");
        }
        var jsonDocument = JsonDocument.read(body, problems);
        Request request =
                jsonDocument.whole() ? request(new MemberReader(jsonDocument, problems)) : null;
        if (request != null && problems.none()) {
            return new Valid(request);
        }
        return new Invalid(
                readable(jsonDocument, "id", StringRule.ID),
                readable(jsonDocument, "type", TYPE),
                readable(jsonDocument, "username", StringRule.NAME),
                readable(jsonDocument, "replyTo", StringRule.QUEUE),
                problems.list());
    }

    /** The request, or null; a request with problems may be returned as well. */
    private static @Nullable Request request(MemberReader memberReader) {
        String type = memberReader.text("type", StringRule.ANY);
        Envelope envelope = envelope(memberReader);
        return switch (type) {
            case null -> null;
            case "signup" -> signUp(memberReader, envelope);
            case "signin" -> signIn(memberReader, envelope);
            case "refresh" -> refresh(memberReader, envelope);
            case "answer", "reset-password", "verify-attribute" -> {
                memberReader.problem("type", "is not supported yet");
                yield null;
            }
            default -> {
                memberReader.problem("type", "must be one of signup, signin, refresh");
                yield null;
            }
        };
    }

    private static @Nullable Envelope envelope(MemberReader memberReader) {
        String id = memberReader.text("id", StringRule.ID);
        memberReader.one("version");
        Instant notAfter = memberReader.instant("notAfter");
        String replyTo = memberReader.optionalText("replyTo", StringRule.QUEUE);
        String username = memberReader.text("username", StringRule.NAME);
        Map<String, String> clientMetadata =
                memberReader.texts("clientMetadata", StringRule.ANY, StringRule.ANY);
        return id == null || username == null
                ? null
                : new Envelope(id, username, notAfter, replyTo, clientMetadata);
    }

    private static @Nullable Request signUp(
            MemberReader memberReader, @Nullable Envelope envelope) {
        Finish finish = finish(memberReader);
        if (finish == Finish.INVITE && memberReader.has("password")) {
            memberReader.problem("password", "does not go with an invitation");
        } else if (finish != null && finish != Finish.INVITE && !memberReader.has("password")) {
            memberReader.problem("password", "is required");
        }
        String password = memberReader.optionalText("password", StringRule.PASSWORD);
        Map<String, String> attributes =
                memberReader.texts(
                        "attributes", StringRule.ATTRIBUTE_NAME, StringRule.ATTRIBUTE_VALUE);
        List<String> groups = memberReader.list("groups", MOST_GROUPS, StringRule.NAME);
        memberReader.nothingElse("signup");
        if (envelope == null || finish == null || (password == null) != (finish == Finish.INVITE)) {
            return null;
        }
        return new SignUp(
                envelope,
                password == null ? null : Secret.of(password),
                attributes,
                groups,
                finish);
    }

    private static @Nullable Finish finish(MemberReader memberReader) {
        if (!memberReader.has("finish")) {
            return Finish.TOKENS;
        }
        return switch (memberReader.optionalText("finish", StringRule.ANY)) {
            case null -> null;
            case "tokens" -> Finish.TOKENS;
            case "confirmed" -> Finish.CONFIRMED;
            case "invite" -> Finish.INVITE;
            default -> {
                memberReader.problem("finish", "must be one of tokens, confirmed, invite");
                yield null;
            }
        };
    }

    private static @Nullable Request signIn(
            MemberReader memberReader, @Nullable Envelope envelope) {
        String password = memberReader.text("password", StringRule.PASSWORD);
        switch (memberReader.optionalText("flow", StringRule.ANY)) {
            case null -> {}
            case "password" -> {}
            case "srp" -> memberReader.problem("flow", "srp is not supported yet");
            default -> memberReader.problem("flow", "must be password");
        }
        memberReader.nothingElse("signin");
        return envelope == null || password == null
                ? null
                : new SignIn(envelope, Secret.of(password));
    }

    private static @Nullable Request refresh(
            MemberReader memberReader, @Nullable Envelope envelope) {
        String token = memberReader.text("refreshToken", StringRule.TOKEN);
        memberReader.nothingElse("refresh");
        return envelope == null || token == null ? null : new Refresh(envelope, Secret.of(token));
    }

    private static @Nullable String readable(
            JsonDocument jsonDocument, String name, StringRule stringRule) {
        return jsonDocument.members.get(name) instanceof Value.Text(String text)
                        && !jsonDocument.ambiguous.contains(name)
                        && stringRule.holds(text)
                ? text
                : null;
    }
}
