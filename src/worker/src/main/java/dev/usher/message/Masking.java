package dev.usher.message;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages as they may be shown: secrets read {@code ***}. In doubt it masks: a request may be
 * shown just because the name of its password is misspelt.
 */
public final class Masking {
    /** In place of a secret. */
    public static final String MASK = "***";

    /** Parts of names, in small letters, that give a secret away. */
    private static final List<String> SECRET =
            List.of("password", "passwd", "pwd", "token", "session", "answers", "secret");

    /** Members of a request that are shown, if they look as they should. */
    private static final Map<String, Predicate<JsonNode>> SHOWN =
            Map.ofEntries(
                    Map.entry("type", text("[A-Za-z0-9._-]{1,64}")),
                    Map.entry("finish", text("tokens|confirmed|invite")),
                    Map.entry("flow", text("password|srp")),
                    Map.entry("challenge", text("[A-Z0-9_]{1,64}")),
                    Map.entry("id", JsonNode::isString),
                    Map.entry("username", JsonNode::isString),
                    Map.entry("replyTo", JsonNode::isString),
                    Map.entry("notAfter", JsonNode::isString),
                    Map.entry("attribute", JsonNode::isString),
                    Map.entry("version", JsonNode::isNumber),
                    Map.entry("attributes", JsonNode::isObject),
                    Map.entry("clientMetadata", JsonNode::isObject),
                    Map.entry("groups", JsonNode::isArray));

    private static final JsonMapper MAPPER =
            JsonMapper.builder(Json.FACTORY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private Masking() {}

    /** Whether a member of this name may be a secret. */
    public static boolean secret(String name) {
        String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return SECRET.stream().anyMatch(letters::contains) && !letters.equals("tokentype");
    }

    /**
     * The body of a request, valid or not; empty if it is no JSON object, since its secrets cannot
     * be found then.
     */
    public static Optional<ObjectNode> request(String body) {
        try {
            if (!(MAPPER.readTree(body) instanceof ObjectNode members)) {
                return Optional.empty();
            }
            ObjectNode shown = JsonNodeFactory.instance.objectNode();
            members.properties()
                    .forEach(member ->
                            shown.set(member.getKey(), member(member.getKey(), member.getValue())));
            return Optional.of(shown);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static JsonNode member(String name, JsonNode value) {
        if (!SHOWN.getOrDefault(name, v -> false).test(value)) {
            return mask();
        }
        return switch (value) {
            case ObjectNode members -> {
                ObjectNode shown = JsonNodeFactory.instance.objectNode();
                members.properties()
                        .forEach(member ->
                                shown.set(
                                        member.getKey(),
                                        name.equals("attributes") && attribute(member.getKey())
                                                ? plain(member.getValue())
                                                : mask()));
                yield shown;
            }
            case ArrayNode items -> {
                ArrayNode shown = JsonNodeFactory.instance.arrayNode();
                items.forEach(item -> shown.add(plain(item)));
                yield shown;
            }
            default -> value;
        };
    }

    /** Members of other names may be secret. */
    private static boolean attribute(String name) {
        return !secret(name) && (StandardAttributes.has(name) || name.startsWith("custom:"));
    }

    private static JsonNode plain(JsonNode value) {
        return value.isValueNode() ? value : mask();
    }

    private static Predicate<JsonNode> text(String form) {
        Predicate<String> fits = Pattern.compile(form).asMatchPredicate();
        return value -> value.isString() && fits.test(value.stringValue(null));
    }

    /** The same with all members masked whose names say that they are secret, however deep. */
    public static JsonNode masked(JsonNode json) {
        return switch (json) {
            case ObjectNode members -> {
                ObjectNode shown = JsonNodeFactory.instance.objectNode();
                members.properties()
                        .forEach(member ->
                                shown.set(
                                        member.getKey(),
                                        secret(member.getKey()) && !member.getValue().isNull()
                                                ? mask()
                                                : masked(member.getValue())));
                // The object itself is no secret, and has members that are none.
                if (members.get("tokens") instanceof ObjectNode tokens) {
                    shown.set("tokens", masked(tokens));
                }
                yield shown;
            }
            case ArrayNode items -> {
                ArrayNode shown = JsonNodeFactory.instance.arrayNode();
                items.forEach(item -> shown.add(masked(item)));
                yield shown;
            }
            default -> json;
        };
    }

    private static JsonNode mask() {
        return JsonNodeFactory.instance.stringNode(MASK);
    }
}
