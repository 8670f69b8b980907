package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import dev.usher.emulator.protocol.RandomIds;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * AdminCreateUser.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html">AdminCreateUser</a>
 */
final class CreateUser implements AwsOperation {
    private final PoolOperations pools;
    private final Outbox outbox;
    private final InstantSource clock;
    private volatile boolean requiredAtOnce;

    CreateUser(PoolOperations pools, Outbox outbox, InstantSource clock) {
        this.pools = pools;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Whether required attributes must be present at once. The API reference and the developer
     * guide say that an administrator may leave them to the user's first sign-in, which is the
     * default here; there are reports of pools that refuse.
     */
    void requireAttributesAtOnce(boolean require) {
        requiredAtOnce = require;
    }

    @Override
    public ObjectNode answer(OperationInput in) {
        StoredPool pool = pools.pool(in);
        String name = in.text("Username", CognitoShapes.USERNAME);
        String action = in.text("MessageAction", CognitoShapes.MESSAGE_ACTION, "");
        String temporary = in.text("TemporaryPassword", CognitoShapes.PASSWORD, "");
        List<String> mediums = in.texts("DesiredDeliveryMediums", CognitoShapes.MEDIUM);
        in.map("ClientMetadata", CognitoShapes.TEXT);
        if (temporary.isEmpty()) {
            temporary = "aA1-" + RandomIds.letters(pool.settings.policy().minimumLength());
        }
        if (action.equals("RESEND")) {
            return resend(pool, name, temporary, mediums);
        }
        Map<String, String> attributes =
                in.pairs(
                        "UserAttributes",
                        CognitoShapes.ATTRIBUTE_NAME,
                        CognitoShapes.ATTRIBUTE_VALUE);
        checkName(pool, name, attributes);
        checkAttributes(pool, attributes, mediums);
        pool.settings.policy().check(temporary);
        StoredUser user =
                add(pool, name, attributes, temporary, in.flag("ForceAliasCreation", false));
        ObjectNode answer = answer(user);
        if (!action.equals("SUPPRESS")) {
            // The user stays although the delivery fails, as reported of AWS. So a client must not
            // conclude from this refusal that no user was created.
            outbox.send(Outbox.Kind.INVITATION, pool, user, destination(user, mediums), temporary);
        }
        return answer;
    }

    private StoredUser add(
            StoredPool pool,
            String name,
            Map<String, String> attributes,
            String temporary,
            boolean force) {
        String sub = UUID.randomUUID().toString();
        long now = clock.millis();
        StoredUser user =
                new StoredUser(
                        pool.users.nextNumber(),
                        pool.usernameAttributes.isEmpty() ? name : sub,
                        sub,
                        now,
                        PasswordHash.of(temporary, RandomIds.RANDOM));
        user.set(attributes, now);
        Map<StoredUser, List<String>> losers =
                pool.users.add(user, pool.aliases(attributes), force);
        losers.forEach((loser, lost) -> {
            synchronized (loser) {
                lost.forEach(alias -> loser.attributes.put(alias + "_verified", "false"));
                loser.modified = now;
            }
        });
        return user;
    }

    private ObjectNode resend(
            StoredPool pool, String name, String temporary, List<String> mediums) {
        StoredUser user = pool.user(name);
        ObjectNode answer;
        String destination;
        synchronized (user) {
            if (user.deleted) {
                throw StoredUser.notFound();
            }
            if (user.status != StoredUser.Status.FORCE_CHANGE_PASSWORD) {
                throw AwsError.of(
                        "UnsupportedUserStateException",
                        "Resend not possible. The user's status is not FORCE_CHANGE_PASSWORD.");
            }
            pool.settings.policy().check(temporary);
            user.password = PasswordHash.of(temporary, RandomIds.RANDOM);
            user.temporarySince = clock.millis();
            user.status(StoredUser.Status.FORCE_CHANGE_PASSWORD, user.temporarySince);
            destination = destination(user, mediums);
            answer = answer(user);
        }
        outbox.send(Outbox.Kind.INVITATION, pool, user, destination, temporary);
        return answer;
    }

    /**
     * A pool with username attributes requires one of them as the username and stores it as the
     * attribute. A pool with aliases refuses usernames that look like an alias.
     */
    private static void checkName(StoredPool pool, String name, Map<String, String> attributes) {
        boolean email = AttributeRule.looksLikeEmail(name);
        boolean phone = AttributeRule.looksLikePhone(name);
        Set<String> names = pool.usernameAttributes;
        if (!names.isEmpty()) {
            String kind = email ? "email" : "phone_number";
            if (!(email || phone) || !names.contains(kind)) {
                throw AwsError.invalidParameter(
                        names.size() == 2
                                ? "Username should be either an email or a phone number."
                                : names.contains("email")
                                        ? "Username should be an email."
                                        : "Username should be a phone number.");
            }
            attributes.putIfAbsent(kind, name);
        } else if (email && pool.aliasAttributes.contains("email")) {
            throw AwsError.invalidParameter(
                    "Username cannot be of email format, since user pool is configured for email"
                            + " alias.");
        } else if (phone && pool.aliasAttributes.contains("phone_number")) {
            throw AwsError.invalidParameter(
                    "Username cannot be of phone number format, since user pool is configured for"
                            + " phone number alias.");
        }
    }

    private void checkAttributes(
            StoredPool pool, Map<String, String> attributes, List<String> mediums) {
        pool.schema.check(attributes, true);
        List<String> missing = pool.schema.missing(attributes);
        if (requiredAtOnce && !missing.isEmpty()) {
            throw AwsError.invalidParameter(
                    "Attributes did not conform to the schema: "
                            + missing.getFirst()
                            + ": The attribute is required\n");
        }
        // API_AdminCreateUser, UserAttributes: the address must be present for a requested medium.
        // The wording is not verified against AWS.
        for (String medium : mediums) {
            if (!attributes.containsKey(attribute(medium))) {
                throw AwsError.invalidParameter(
                        "A value for " + attribute(medium) + " is required to deliver by it.");
            }
        }
    }

    private static @Nullable String destination(StoredUser user, List<String> mediums) {
        for (String medium : mediums.isEmpty() ? List.of("SMS", "EMAIL") : mediums) {
            String address = user.attributes.get(attribute(medium));
            if (address != null) {
                return address;
            }
        }
        return null;
    }

    private static String attribute(String medium) {
        return medium.equals("EMAIL") ? "email" : "phone_number";
    }

    private static ObjectNode answer(StoredUser user) {
        ObjectNode answer = EmulatorJson.object();
        synchronized (user) {
            answer.set("User", user.describe("Attributes"));
        }
        return answer;
    }
}
