package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * ListUsers.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html">ListUsers</a>
 */
final class ListUsers implements AwsOperation {
    private static final Pattern FILTER =
            Pattern.compile("\\s*\"?([\\w:]+)\"?\\s*(\\^?=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*");

    private static final Set<String> SEARCHABLE =
            Set.of(
                    "username",
                    "email",
                    "phone_number",
                    "name",
                    "given_name",
                    "family_name",
                    "preferred_username",
                    "cognito:user_status",
                    "status",
                    "sub");

    private final PoolOperations pools;

    ListUsers(PoolOperations pools) {
        this.pools = pools;
    }

    @Override
    public ObjectNode answer(OperationInput in) {
        StoredPool pool = pools.pool(in);
        int limit = in.number("Limit", 0, 60, 60);
        long after = number(in.optional("PaginationToken", CognitoShapes.PAGE));
        List<String> only = in.texts("AttributesToGet", CognitoShapes.ATTRIBUTE_NAME);
        String filter = in.text("Filter", CognitoShapes.FILTER, "");
        List<ObjectNode> page = new ArrayList<>();
        long last = 0;
        boolean more = false;
        for (StoredUser user : candidates(pool, filter, after)) {
            synchronized (user) {
                if (user.deleted || !matches(user, filter)) {
                    continue;
                }
                if (page.size() == (limit == 0 ? 60 : limit)) {
                    more = true;
                    break;
                }
                page.add(describe(user, only));
                last = user.number;
            }
        }
        ObjectNode answer = EmulatorJson.object();
        answer.set("Users", EmulatorJson.nodes(page));
        return more ? answer.put("PaginationToken", Long.toString(last)) : answer;
    }

    private static Collection<StoredUser> candidates(StoredPool pool, String filter, long after) {
        Matcher parts = FILTER.matcher(filter);
        if (parts.matches() && parts.group(2).equals("=") && after == 0) {
            @Nullable StoredUser user =
                    switch (parts.group(1)) {
                        case "username" -> pool.users.byUsername(value(parts));
                        case "sub" -> pool.users.bySub(value(parts));
                        default -> null;
                    };
            if (user != null) {
                return List.of(user);
            }
        }
        return pool.users.after(after);
    }

    private static boolean matches(StoredUser user, String filter) {
        if (filter.isBlank()) {
            return true;
        }
        Matcher parts = FILTER.matcher(filter);
        if (!parts.matches() || !SEARCHABLE.contains(parts.group(1))) {
            throw AwsError.invalidParameter("Error while parsing filter.");
        }
        String wanted = value(parts);
        String actual =
                switch (parts.group(1)) {
                    case "username" -> user.username;
                    case "sub" -> user.sub;
                    case "cognito:user_status" -> {
                        wanted = wanted.toUpperCase(Locale.ROOT);
                        yield user.status.name();
                    }
                    case "status" -> user.enabled ? "Enabled" : "Disabled";
                    default -> user.attributes.get(parts.group(1));
                };
        if (actual == null) {
            return false;
        }
        return parts.group(2).equals("=") ? actual.equals(wanted) : actual.startsWith(wanted);
    }

    private static String value(Matcher parts) {
        return parts.group(3).replaceAll("\\\\(.)", "$1");
    }

    private static ObjectNode describe(StoredUser user, List<String> only) {
        ObjectNode description = user.describe("Attributes");
        if (!only.isEmpty()) {
            List<JsonNode> kept = new ArrayList<>();
            description
                    .path("Attributes")
                    .forEach(pair -> {
                        if (only.contains(pair.path("Name").asString(""))) {
                            kept.add(pair);
                        }
                    });
            description.set("Attributes", EmulatorJson.nodes(kept));
        }
        return description;
    }

    private static long number(@Nullable String token) {
        try {
            return token == null ? 0 : Long.parseLong(token);
        } catch (NumberFormatException e) {
            throw AwsError.invalidParameter("Invalid pagination token.");
        }
    }
}
