package dev.usher.soak;

import dev.usher.app.Account;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a soak sends: mostly good sign-ups, some that must be refused, and some messages twice.
 *
 * @param order of the messages; a request that is sent twice stands there twice
 */
record RequestPlan(
        List<PlannedRequest> requests,
        List<PlannedRequest> order,
        List<ExistingUser> existingUsers) {
    /** In every password of a request, and in nothing else. */
    static final String PASSWORD_MARK = "PW7-";

    /** In every password of a stranger. */
    static final String EXISTING_USERS_MARK = "Str4ngers-own-";

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<RequestKind> BAD_PASSWORDS =
            List.of(RequestKind.SHORT_PASSWORD, RequestKind.PLAIN_PASSWORD);
    private static final List<RequestKind> INVALID =
            List.of(
                    RequestKind.MISSPELT,
                    RequestKind.UNKNOWN_GROUP,
                    RequestKind.TOO_LATE,
                    RequestKind.NO_JSON);

    RequestPlan {
        requests = List.copyOf(requests);
        order = List.copyOf(order);
        existingUsers = List.copyOf(existingUsers);
    }

    /** The same for the same seed, the passwords included. */
    static RequestPlan draw(int count, long seed) {
        return new Draw("soak", count, new Random(seed)).plan();
    }

    /**
     * Good sign-ups alone.
     *
     * @param name what their ids and usernames begin with
     */
    static List<PlannedRequest> good(String name, int count) {
        Draw draw = new Draw(name, count, new Random(name.hashCode()));
        for (int i = 0; i < count; i++) {
            draw.add(RequestKind.TOKENS, name + "-" + i);
        }
        return List.copyOf(draw.requests);
    }

    private static final class Draw {
        private final String name;
        private final int count;
        private final Random random;
        private final List<PlannedRequest> requests = new ArrayList<>();
        private final List<ExistingUser> existingUsers = new ArrayList<>();

        Draw(String name, int count, Random random) {
            this.name = name;
            this.count = count;
            this.random = random;
        }

        RequestPlan plan() {
            for (RequestKind kind : kinds()) {
                String username = name + "-" + requests.size();
                if (kind == RequestKind.SOMEBODY_ELSE) {
                    username = existingUser();
                }
                add(kind, username);
            }
            return new RequestPlan(requests, order(), existingUsers);
        }

        /** So many of each in any order, rather than a draw for each: a short run has all kinds. */
        private List<RequestKind> kinds() {
            List<RequestKind> kinds = new ArrayList<>();
            kinds.addAll(Collections.nCopies(share(2, 6), RequestKind.SOMEBODY_ELSE));
            addInTurn(kinds, BAD_PASSWORDS, share(2, 2));
            addInTurn(kinds, INVALID, share(1, INVALID.size()));
            addInTurn(kinds, List.of(RequestKind.CONFIRMED), share(15, 1));
            addInTurn(
                    kinds,
                    List.of(RequestKind.TOKENS_AND_GROUP, RequestKind.CONFIRMED_AND_GROUP),
                    share(10, 2));
            while (kinds.size() < count) {
                kinds.add(RequestKind.TOKENS);
            }
            Collections.shuffle(kinds, random);
            return kinds.subList(0, count);
        }

        private int share(int percent, int least) {
            return Math.max(least, count * percent / 100);
        }

        private static void addInTurn(List<RequestKind> kinds, List<RequestKind> these, int times) {
            for (int i = 0; i < times; i++) {
                kinds.add(these.get(i % these.size()));
            }
        }

        private String existingUser() {
            int number = existingUsers.size();
            ExistingUser.Sort[] sorts = ExistingUser.Sort.values();
            ExistingUser existingUser =
                    new ExistingUser(
                            "somebody-" + number,
                            EXISTING_USERS_MARK + number,
                            sorts[number % sorts.length],
                            number / sorts.length % 2 == 1);
            existingUsers.add(existingUser);
            return existingUser.username();
        }

        private void add(RequestKind kind, String username) {
            String id = name + "-" + requests.size();
            String password = password(kind);
            requests.add(
                    new PlannedRequest(
                            id, kind, username, password, body(kind, id, username, password)));
        }

        private String password(RequestKind kind) {
            String letters = Long.toString(random.nextLong(1L << 41, 1L << 50), 36);
            return PASSWORD_MARK
                    + switch (kind) {
                        case SHORT_PASSWORD -> letters.substring(0, 4);
                        case PLAIN_PASSWORD -> letters.toUpperCase(Locale.ROOT);
                        case TOKENS,
                                CONFIRMED,
                                TOKENS_AND_GROUP,
                                CONFIRMED_AND_GROUP,
                                MISSPELT,
                                UNKNOWN_GROUP,
                                TOO_LATE,
                                NO_JSON,
                                SOMEBODY_ELSE ->
                                letters + "x";
                    };
        }

        private String body(RequestKind kind, String id, String username, String password) {
            ObjectNode body =
                    JSON.createObjectNode()
                            .put("type", "signup")
                            .put("id", id)
                            .put("username", username)
                            .put("password", password);
            body.putObject("attributes")
                    .put("email", id + "@example.com")
                    .put("given_name", "Zoë")
                    .put("family_name", "O'Brien");
            switch (kind) {
                case TOKENS, SHORT_PASSWORD, PLAIN_PASSWORD, SOMEBODY_ELSE -> {}
                case CONFIRMED -> body.put("finish", "confirmed");
                case TOKENS_AND_GROUP -> body.putArray("groups").add(Account.GROUP);
                case CONFIRMED_AND_GROUP ->
                        body.put("finish", "confirmed").putArray("groups").add(Account.GROUP);
                case MISSPELT -> body.put("pasword", password);
                case UNKNOWN_GROUP -> body.putArray("groups").add("administrators");
                case TOO_LATE -> body.put("notAfter", "2020-01-01T00:00:00Z");
                case NO_JSON -> {
                    return "no JSON, but " + password;
                }
            }
            return body.toString();
        }

        /**
         * Each once, and one in twenty once more: soon, while the first is likely to be in work; or
         * a while later; or any time later.
         */
        private List<PlannedRequest> order() {
            List<PlannedRequest> twice = new ArrayList<>(requests);
            Collections.shuffle(twice, random);
            List<PlannedRequest> order = new ArrayList<>(requests);
            int copies = share(5, 3);
            for (int i = 0; i < Math.min(copies, count); i++) {
                int first = order.indexOf(twice.get(i));
                int left = order.size() - first;
                int distance =
                        switch (i % 3) {
                            case 0 -> 1 + random.nextInt(10);
                            case 1 -> 11 + random.nextInt(190);
                            default -> 1 + random.nextInt(left);
                        };
                order.add(first + Math.min(distance, left), twice.get(i));
            }
            return order;
        }
    }
}
