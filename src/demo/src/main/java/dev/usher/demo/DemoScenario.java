package dev.usher.demo;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Realistic sign-ups, some of them bad on purpose, each with the expected reply. */
final class DemoScenario {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> FIRST =
            List.of(
                    "Ada", "Grace", "Zoë", "Łukasz", "Nguyễn", "Chidi", "Siobhán", "Björk", "María",
                    "Ren");
    private static final List<String> LAST =
            List.of(
                    "Lovelace",
                    "Hopper",
                    "O'Brien",
                    "Müller",
                    "Đỗ",
                    "Okafor",
                    "García",
                    "Kim",
                    "d'Arc",
                    "Wu");

    private final Random random;
    private final String takenUsername;
    private @Nullable ObjectNode last;

    /**
     * @param seed of everything random in it
     * @param takenUsername a user that exists already
     */
    DemoScenario(long seed, String takenUsername) {
        this.random = new Random(seed);
        this.takenUsername = takenUsername;
    }

    /**
     * One message.
     *
     * @param expected its reply
     */
    record PlannedMessage(String body, Expected expected) {}

    /**
     * A reply.
     *
     * @param code of a failure; null on success
     * @param deadLetter whether a copy goes to the dead-letter queue
     */
    record Expected(String status, @Nullable String code, boolean deadLetter) {
        static Expected succeeded() {
            return new Expected("succeeded", null, false);
        }

        static Expected failed(String code) {
            return new Expected("failed", code, false);
        }
    }

    PlannedMessage next(int index) {
        ObjectNode request = signUp(index);
        Expected expected = Expected.succeeded();
        switch (index % 100) {
            case 3 -> {
                request.put("password", "short1A");
                expected = Expected.failed("INVALID_PASSWORD");
            }
            case 11 -> {
                request.put("pasword", "a misspelt member");
                expected = Expected.failed("INVALID_REQUEST");
            }
            case 23 -> {
                request.putArray("groups").add("administrators");
                expected = Expected.failed("INVALID_REQUEST");
            }
            case 37 -> {
                request.put("username", takenUsername);
                expected = Expected.failed("USERNAME_EXISTS");
            }
            case 41 -> {
                request.withObject("/attributes").put("phone_number", "not a number");
                expected = Expected.failed("INVALID_ATTRIBUTES");
            }
            case 53 -> {
                request.put("notAfter", "2020-01-01T00:00:00Z");
                expected = Expected.failed("EXPIRED");
            }
            case 67 -> {
                return new PlannedMessage(
                        "this is no JSON", new Expected("failed", "INVALID_REQUEST", true));
            }
            case 71, 72, 73 -> request.put("finish", "confirmed");
            // The same message again, as an impatient sender would send it.
            case 84 -> request = last == null ? request : last.deepCopy();
            default -> {}
        }
        last = request;
        return new PlannedMessage(request.toString(), expected);
    }

    private ObjectNode signUp(int index) {
        String first = FIRST.get(random.nextInt(FIRST.size()));
        String family = LAST.get(random.nextInt(LAST.size()));
        String username = "user-%06d-%04x".formatted(index, random.nextInt(0x10000));
        ObjectNode request = JSON.createObjectNode();
        request.put("type", "signup");
        request.put("id", "demo-" + index);
        request.put("username", username);
        request.put(
                "password",
                "Pa" + Long.toString(random.nextLong(1L << 50), 36) + random.nextInt(10) + "-x9");
        request.putObject("attributes")
                .put("email", username + "@example.com")
                .put("given_name", first)
                .put("family_name", family)
                .put("locale", Locale.FRANCE.toLanguageTag());
        if (index % 50 == 0) {
            request.putArray("groups").add(LocalAccount.GROUP);
        }
        return request;
    }
}
