package dev.usher.tools.deadletters;

import dev.usher.message.Masking;
import dev.usher.message.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Sets or removes a member of a request. */
public final class MemberChange {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,3}");

    private final List<String> path;
    private final JsonNode value;

    private MemberChange(List<String> path, JsonNode value) {
        this.path = List.copyOf(path);
        this.value = value;
    }

    /** The result of parsing a change. */
    public sealed interface Reading {
        record Good(MemberChange change) implements Reading {}

        /** Never quotes a value. */
        record Wrong(String problem) implements Reading {}
    }

    /**
     * @param text {@code member=value}; the member dotted or a JSON Pointer (RFC 6901), the value
     *     an object, an array or a string in JSON, {@code null} to remove it, or plain text
     */
    public static Reading of(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            return new Reading.Wrong("must be MEMBER=VALUE");
        }
        List<String> path = path(text.substring(0, equals));
        JsonNode value = value(path, text.substring(equals + 1));
        if (!value.isNull() && path.stream().anyMatch(Masking::secret)) {
            return new Reading.Wrong(
                    "is a secret, which others would see in the process list; use"
                            + " --set-file MEMBER=FILE or --set-secret MEMBER");
        }
        if (!Masking.masked(value).equals(value)) {
            return new Reading.Wrong(
                    "has a secret in its value; use --set-file MEMBER=FILE for that member");
        }
        return new Reading.Good(new MemberChange(path, value));
    }

    /** A member that holds a secret. */
    public static MemberChange secret(String member, Secret value) {
        return new MemberChange(path(member), StringNode.valueOf(value.reveal()));
    }

    /** Whether it sets this top-level member. */
    public boolean sets(String member) {
        return path.getFirst().equals(member);
    }

    /** Applies the change; returns null, or why it can't be applied. */
    @Nullable String apply(ObjectNode request) {
        JsonNode parent = request;
        for (String name : path.subList(0, path.size() - 1)) {
            JsonNode child =
                    parent instanceof ArrayNode items ? items.get(index(name)) : parent.get(name);
            if (child == null && parent instanceof ObjectNode members) {
                child = members.putObject(name);
            }
            if (child == null || !child.isContainer()) {
                return "has no object at " + pointer();
            }
            parent = child;
        }
        String name = path.getLast();
        return switch (parent) {
            case ObjectNode members -> {
                if (value.isNull()) {
                    members.remove(name);
                } else {
                    members.set(name, value);
                }
                yield null;
            }
            case ArrayNode items when name.equals("-") && !value.isNull() -> {
                items.add(value);
                yield null;
            }
            case ArrayNode items when items.has(index(name)) -> {
                if (value.isNull()) {
                    items.remove(index(name));
                } else {
                    items.set(index(name), value);
                }
                yield null;
            }
            default -> "has nothing at " + pointer();
        };
    }

    /** The member as a JSON Pointer. */
    public String pointer() {
        StringBuilder pointer = new StringBuilder();
        path.forEach(
                name -> pointer.append('/').append(name.replace("~", "~0").replace("/", "~1")));
        return pointer.toString();
    }

    @Override
    public String toString() {
        return "Change[" + pointer() + "]";
    }

    private static List<String> path(String member) {
        if (!member.startsWith("/")) {
            return Arrays.asList(member.split("\\.", -1));
        }
        List<String> path = new ArrayList<>();
        for (String name : member.substring(1).split("/", -1)) {
            path.add(name.replace("~1", "/").replace("~0", "~"));
        }
        return path;
    }

    /** Requests hold strings, so a bare number is a string, except for the version. */
    private static JsonNode value(List<String> path, String text) {
        try {
            JsonNode json = JSON.readTree(text);
            boolean taken =
                    json.isContainer()
                            || json.isString()
                            || json.isNull()
                            || (json.isNumber() && path.equals(List.of("version")));
            return taken ? json : StringNode.valueOf(text);
        } catch (JacksonException _) {
            return StringNode.valueOf(text);
        }
    }

    private static int index(String name) {
        return INDEX.matcher(name).matches() ? Integer.parseInt(name) : -1;
    }
}
