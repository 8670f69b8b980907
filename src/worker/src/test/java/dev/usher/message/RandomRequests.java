package dev.usher.message;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes valid requests, and ones that differ from them in ways that senders get wrong. */
final class RandomRequests {
    /** Stands in every secret member. */
    static final String PLANTED = "Planted-S3cret!";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> NAMES =
            List.of(
                    "type",
                    "id",
                    "version",
                    "notAfter",
                    "replyTo",
                    "username",
                    "clientMetadata",
                    "password",
                    "attributes",
                    "groups",
                    "finish",
                    "flow",
                    "refreshToken",
                    "Password",
                    "user name",
                    "",
                    "a/b~c");
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "x",
                    " ",
                    "a b",
                    "a\n",
                    "\n",
                    "\u0000",
                    "\ud800",
                    "a\udc00b",
                    "\ud83d\ude00",
                    "e\u0301",
                    "\u200b",
                    "\u00a0",
                    "\uffff",
                    "\ue000",
                    "signup",
                    "signin",
                    "refresh",
                    "answer",
                    "Signup",
                    "tokens",
                    "confirmed",
                    "invite",
                    "INVITE",
                    "password",
                    "srp",
                    "1",
                    "2026-11-22T20:00:00Z",
                    "2026-11-22t20:00:00.123456789z",
                    "2026-11-22T20:00:00+18:00",
                    "2026-11-22T20:00:00-18:01",
                    "2026-11-22T20:00:00+19:00",
                    "2026-11-22T20:00:00-00:00",
                    "2026-02-29T20:00:00Z",
                    "2028-02-29T20:00:00Z",
                    "2026-11-31T20:00:00Z",
                    "2026-11-22T23:59:60Z",
                    "2026-11-22T24:00:00Z",
                    "2026-11-22T20:00Z",
                    "2026-11-22T20:00:00",
                    "2026-11-22 20:00:00Z",
                    "2026-11-22T20:00:00.Z",
                    "2026-11-22T20:00:00.1234567890Z",
                    "0000-01-01T00:00:00Z",
                    "9999-12-31T23:59:59.999Z",
                    "+12026-11-22T20:00:00Z",
                    "2026-11-22T20:00:00Z\n");

    private final Random random;

    RandomRequests(long seed) {
        this.random = new Random(seed);
    }

    ObjectNode valid() {
        ObjectNode request = JSON.objectNode();
        String type = pick(List.of("signup", "signup", "signin", "refresh"));
        request.put("type", type);
        request.put("id", "id-" + random.nextInt(1_000_000) + pick(List.of("", ":/@", "+=._-")));
        request.put(
                "username", pick(List.of("ann@example.org", "\u00e9va", "\u4e2d\u6587", "+44")));
        if (random.nextBoolean()) {
            request.put("version", 1);
        }
        if (random.nextBoolean()) {
            request.put("notAfter", "2026-11-22T20:00:00" + pick(List.of("Z", ".5Z", "+02:00")));
        }
        if (random.nextBoolean()) {
            request.put("replyTo", "replies");
        }
        if (random.nextBoolean()) {
            request.putObject("clientMetadata").put("campaign", "spring").put("empty", "");
        }
        switch (type) {
            case "signup" -> signUp(request);
            case "signin" -> {
                request.put("password", PLANTED);
                if (random.nextBoolean()) {
                    request.put("flow", "password");
                }
            }
            default -> request.put("refreshToken", PLANTED);
        }
        return request;
    }

    private void signUp(ObjectNode request) {
        String finish = pick(List.of("", "tokens", "confirmed", "invite"));
        if (!finish.isEmpty()) {
            request.put("finish", finish);
        }
        if (!finish.equals("invite")) {
            request.put("password", PLANTED);
        }
        if (random.nextBoolean()) {
            request.putObject("attributes").put("email", "ann@example.org").put("custom:a", "");
        }
        if (random.nextBoolean()) {
            request.putArray("groups").add("staff").add("Staff");
        }
    }

    /** One or two changes, each of which may or may not make it invalid. */
    ObjectNode mutated() {
        ObjectNode request = valid();
        for (int i = random.nextInt(2); i >= 0; i--) {
            mutate(request);
        }
        return request;
    }

    private void mutate(ObjectNode request) {
        List<String> there = new ArrayList<>();
        request.propertyNames().forEach(there::add);
        String member = there.isEmpty() ? "id" : pick(there);
        switch (random.nextInt(6)) {
            case 0 -> request.remove(member);
            case 1 -> request.set(member, value());
            case 2 -> request.set(pick(NAMES), value());
            case 3 -> request.put(member, pick(TEXTS));
            case 4 -> inside(request);
            default -> request.put(member, text(pick(List.of(1, 128, 129, 256, 257))));
        }
    }

    private void inside(ObjectNode request) {
        switch (random.nextInt(3)) {
            case 0 -> map(request.putObject("attributes"), List.of(1, 32, 33));
            case 1 -> map(request.putObject("clientMetadata"), List.of(0, 1, 500));
            default -> {
                ArrayNode groups = request.putArray("groups");
                int size = pick(List.of(0, 1, 2, 99, 100, 101));
                for (int i = 0; i < size; i++) {
                    groups.add("g" + i);
                }
                if (random.nextInt(3) == 0) {
                    groups.add(pick(TEXTS));
                }
            }
        }
    }

    private void map(ObjectNode map, List<Integer> nameLengths) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            String name = random.nextBoolean() ? pick(TEXTS) : text(pick(nameLengths));
            map.set(name, random.nextBoolean() ? value() : JSON.stringNode(text(2047 + i)));
        }
    }

    private JsonNode value() {
        return switch (random.nextInt(9)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextInt(3));
            case 3 -> JSON.numberNode(new BigDecimal(pick(List.of("1.0", "1e0", "0.1e1", "1.1"))));
            case 4 -> JSON.arrayNode().add(pick(TEXTS)).add(1);
            case 5 -> JSON.arrayNode().add(pick(TEXTS)).add(pick(TEXTS));
            case 6 -> JSON.objectNode().put(pick(NAMES), pick(TEXTS));
            case 7 -> JSON.objectNode().set("deep", JSON.objectNode().putArray("er"));
            default -> JSON.stringNode(pick(TEXTS));
        };
    }

    /** So many code points, not all of them in one char. */
    private String text(int length) {
        return random.nextBoolean() ? "a".repeat(length) : "\ud83d\ude00".repeat(length);
    }

    /** What arrives when senders, networks and attackers do worse than to mistake a member. */
    String garbled() {
        String body = mutated().toString();
        int at = random.nextInt(body.length() + 1);
        return switch (random.nextInt(12)) {
            case 0 -> body.substring(0, at);
            case 1 -> body.substring(0, at) + (char) random.nextInt(0x10000) + body.substring(at);
            case 2 -> at == body.length() ? "" : body.substring(0, at) + body.substring(at + 1);
            case 3 -> body.replaceFirst("\\{", "{\"id\":\"other\",");
            case 4 -> body.replaceFirst("\\{", "{\"password\":\"" + PLANTED + "\",");
            case 5 -> body.replaceFirst("\\{", "{\"x\":" + nested() + ",");
            case 6 -> nested();
            case 7 -> body + pick(List.of(" ", "\n", "{}", ",", "}", "\u0000", body));
            case 8 -> body.replaceFirst("\\{", "{\"x\":\"" + "y".repeat(300_000) + "\",");
            case 9 -> body.replaceFirst("\\{", "{\"x\":" + "9".repeat(50_000) + ",");
            case 10 -> body.replace('"', pick(List.of('\'', '\\', ' ', '\ud800')));
            default -> pick(List.of("", " ", "null", "[]", "1", "\"" + PLANTED, "\ufeff" + body));
        };
    }

    private String nested() {
        int depth = pick(List.of(50, 99, 100, 101, 100_000));
        String open = pick(List.of("[", "{\"a\":"));
        String nested = open.repeat(depth) + "1";
        return random.nextBoolean()
                ? nested
                : nested + (open.equals("[") ? "]" : "}").repeat(depth);
    }

    static String text(JsonNode node) {
        return new ObjectMapper().writeValueAsString(node);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
