package dev.usher.worker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Valid requests, each spoilt in one way that has a known end. */
final class Mutations {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Random random;
    private int count;

    /**
     * A spoilt request.
     *
     * @param id that the answer should carry; null if it should carry none
     * @param names what the answer should name; null if the request may be valid after all
     * @param readable whether it is told beforehand that the id can be read or not
     */
    record Mutation(
            String body, String kind, @Nullable String id, @Nullable String names, Id readable) {}

    /** What is known of the id. */
    enum Id {
        READABLE,
        UNREADABLE,
        EITHER
    }

    Mutations(long seed) {
        this.random = new Random(seed);
    }

    /** A valid request. */
    ObjectNode valid() {
        String id = "id-" + ++count;
        ObjectNode request = JSON.objectNode();
        String type = pick(List.of("signup", "signin", "refresh"));
        request.put("type", type).put("id", id).put("username", "user-" + count);
        switch (type) {
            case "signup" -> {
                request.put("password", "Right-Passw0rd");
                request.putObject("attributes").put("email", "é@example.org");
                request.putArray("groups").add("members");
            }
            case "signin" -> request.put("password", "Right-Passw0rd");
            default -> request.put("refreshToken", "token");
        }
        request.putObject("clientMetadata").put("campaign", "spring");
        return request;
    }

    Mutation next() {
        ObjectNode request = valid();
        String id = request.path("id").asString("");
        String body = request.toString();
        return switch (random.nextInt(13)) {
            case 0 -> new Mutation(body, "valid", id, null, Id.READABLE);
            case 1 -> {
                String cut = body.substring(0, random.nextInt(body.length()));
                yield new Mutation(cut, "truncated", id, "", Id.EITHER);
            }
            case 2 -> wrongType(request, id);
            case 3 -> missing(request, id);
            case 4 -> {
                String name = pick(List.of("pasword", "ID", "x/y~z", "", "session", "étage"));
                request.set(name, anything());
                String pointer = "/" + name.replace("~", "~0").replace("/", "~1");
                yield new Mutation(request + "", "unknown member", id, pointer, Id.READABLE);
            }
            case 5 -> {
                String name = pick(members(request));
                String twice =
                        "{" + JSON.stringNode(name) + ":" + request.get(name) + "," + rest(body);
                yield new Mutation(twice, "twice the same", id, "/" + name, Id.READABLE);
            }
            case 6 -> {
                String other = "{\"id\":\"other\"," + rest(body);
                yield new Mutation(other, "two ids", null, "/id", Id.UNREADABLE);
            }
            case 7 -> {
                int depth = pick(List.of(3, 60, 500, 20_000));
                String deep = "[".repeat(depth) + "]".repeat(depth);
                String nested = body.substring(0, body.length() - 1) + ",\"deep\":" + deep + "}";
                yield new Mutation(nested, "nested", id, "/deep", Id.READABLE);
            }
            case 8 -> huge(request, id);
            case 9 -> {
                String name = pick(List.of("username", "password", "refreshToken"));
                String half = random.nextBoolean() ? "\\ud800" : "a\\udc00b";
                request.put(name, "HALF");
                yield new Mutation(
                        request.toString().replace("HALF", half),
                        "half a surrogate pair",
                        id,
                        "/" + name,
                        Id.READABLE);
            }
            case 10 -> {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(0x80));
                String bad = new String(bytes, StandardCharsets.UTF_8);
                yield new Mutation(bad, "bad UTF-8", null, null, Id.EITHER);
            }
            case 11 -> {
                int at = random.nextInt(body.length() + 1);
                String noise = pick(List.of("\"", "{", "}", ",", "\\", "\u0000", "\ud800", "0"));
                String noisy = body.substring(0, at) + noise + body.substring(at);
                yield new Mutation(noisy, "noise", null, null, Id.EITHER);
            }
            default -> {
                String no = pick(List.of("", " ", "null", "[]", "1", "\"", "\ufeff" + body, "{}"));
                yield new Mutation(no, "no request", null, "", Id.UNREADABLE);
            }
        };
    }

    private Mutation wrongType(ObjectNode request, String id) {
        String name = pick(members(request));
        boolean text = request.get(name).isString();
        request.set(name, text ? noText() : JSON.stringNode("text"));
        return named(request, "wrong type", name, id);
    }

    private Mutation missing(ObjectNode request, String id) {
        String name = pick(List.of("type", "id", "username", "password", "refreshToken"));
        if (request.remove(name) == null) {
            request.set(name, JSON.numberNode(1));
        }
        return named(request, "missing", name, id);
    }

    private static Mutation named(ObjectNode request, String kind, String name, String id) {
        boolean gone = name.equals("id");
        // Without a type the other members are not looked at.
        return new Mutation(
                request.toString(),
                kind,
                gone ? null : id,
                "/" + name,
                gone ? Id.UNREADABLE : Id.READABLE);
    }

    private Mutation huge(ObjectNode request, String id) {
        boolean rarely = random.nextInt(20) == 0;
        int size = rarely ? 900_000 : pick(List.of(1_000, 5_000, 20_000));
        request.put("username", "u".repeat(size));
        return new Mutation(request.toString(), "huge", id, rarely ? "" : "/username", Id.READABLE);
    }

    private JsonNode noText() {
        return switch (random.nextInt(5)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(true);
            case 2 -> JSON.numberNode(7);
            case 3 -> JSON.arrayNode().add("text");
            default -> JSON.objectNode().put("a", "text");
        };
    }

    private JsonNode anything() {
        return random.nextBoolean() ? JSON.stringNode("text") : noText();
    }

    private static List<String> members(ObjectNode request) {
        List<String> names = new ArrayList<>();
        request.propertyNames().forEach(names::add);
        return names;
    }

    /** The object without its first brace. */
    private static String rest(String body) {
        return body.substring(1);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
