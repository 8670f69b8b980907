package dev.usher.message;

import dev.usher.message.Document.Value;
import dev.usher.message.Reading.Invalid;
import dev.usher.message.Reading.Valid;
import dev.usher.message.Request.Envelope;
import dev.usher.message.Request.Finish;
import dev.usher.message.Request.Refresh;
import dev.usher.message.Request.SignIn;
import dev.usher.message.Request.SignUp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests as {@code request.schema.json} describes them, and stricter than a schema can:
 * nothing twice, nothing after the object, at most 256 KiB.
 */
public final class Requests {
    private static final int LARGEST = 256 * 1024;
    private static final int MOST_GROUPS = 100;

    /** Whatever looks like a type is told back, so that a reader can route the refusal. */
    private static final Rule TYPE =
            new Rule(1, 64, Pattern.compile("[A-Za-z0-9._-]+"), "must name a type");

    private Requests() {}

    /** Reads the body of a message; never throws. */
    public static Reading read(String body) {
        var problems = new Problems();
        if (body.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            problems.add("", "is larger than 256 KiB");
        }
        var document = Document.read(body, problems);
        Request request = document.whole() ? request(new Form(document, problems)) : null;
        if (request != null && problems.none()) {
            return new Valid(request);
        }
        return new Invalid(
                readable(document, "id", Rule.ID),
                readable(document, "type", TYPE),
                readable(document, "username", Rule.NAME),
                readable(document, "replyTo", Rule.QUEUE),
                problems.list());
    }

    /** The request, or null where there is a problem (with which there may still be a request). */
    private static @Nullable Request request(Form form) {
        String type = form.text("type", Rule.ANY);
        Envelope envelope = envelope(form);
        return switch (type) {
            case null -> null;
            case "signup" -> signUp(form, envelope);
            case "signin" -> signIn(form, envelope);
            case "refresh" -> refresh(form, envelope);
            case "answer", "reset-password", "verify-attribute" -> {
                form.problem("type", "is not supported yet");
                yield null;
            }
            default -> {
                form.problem("type", "must be one of signup, signin, refresh");
                yield null;
            }
        };
    }

    private static @Nullable Envelope envelope(Form form) {
        String id = form.text("id", Rule.ID);
        form.one("version");
        Instant notAfter = form.instant("notAfter");
        String replyTo = form.optionalText("replyTo", Rule.QUEUE);
        String username = form.text("username", Rule.NAME);
        Map<String, String> clientMetadata = form.texts("clientMetadata", Rule.ANY, Rule.ANY);
        return id == null || username == null
                ? null
                : new Envelope(id, username, notAfter, replyTo, clientMetadata);
    }

    private static @Nullable Request signUp(Form form, @Nullable Envelope envelope) {
        Finish finish = finish(form);
        if (finish == Finish.INVITE && form.has("password")) {
            form.problem("password", "does not go with an invitation");
        } else if (finish != null && finish != Finish.INVITE && !form.has("password")) {
            form.problem("password", "is required");
        }
        String password = form.optionalText("password", Rule.PASSWORD);
        Map<String, String> attributes =
                form.texts("attributes", Rule.ATTRIBUTE_NAME, Rule.ATTRIBUTE_VALUE);
        List<String> groups = form.list("groups", MOST_GROUPS, Rule.NAME);
        form.nothingElse("signup");
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

    private static @Nullable Finish finish(Form form) {
        if (!form.has("finish")) {
            return Finish.TOKENS;
        }
        return switch (form.optionalText("finish", Rule.ANY)) {
            case null -> null;
            case "tokens" -> Finish.TOKENS;
            case "confirmed" -> Finish.CONFIRMED;
            case "invite" -> Finish.INVITE;
            default -> {
                form.problem("finish", "must be one of tokens, confirmed, invite");
                yield null;
            }
        };
    }

    private static @Nullable Request signIn(Form form, @Nullable Envelope envelope) {
        String password = form.text("password", Rule.PASSWORD);
        switch (form.optionalText("flow", Rule.ANY)) {
            case null -> {}
            case "password" -> {}
            case "srp" -> form.problem("flow", "srp is not supported yet");
            default -> form.problem("flow", "must be password");
        }
        form.nothingElse("signin");
        return envelope == null || password == null
                ? null
                : new SignIn(envelope, Secret.of(password));
    }

    private static @Nullable Request refresh(Form form, @Nullable Envelope envelope) {
        String token = form.text("refreshToken", Rule.TOKEN);
        form.nothingElse("refresh");
        return envelope == null || token == null ? null : new Refresh(envelope, Secret.of(token));
    }

    private static @Nullable String readable(Document document, String name, Rule rule) {
        return document.members.get(name) instanceof Value.Text(String text)
                        && !document.ambiguous.contains(name)
                        && rule.holds(text)
                ? text
                : null;
    }
}
