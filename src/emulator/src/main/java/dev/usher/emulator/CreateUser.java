package dev.usher.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * AdminCreateUser.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html">AdminCreateUser</a>
 */
final class CreateUser implements Operation {
    private final Pools pools;
    private final Outbox outbox;
    private final InstantSource clock;
    private volatile boolean requiredAtOnce;

    CreateUser(Pools pools, Outbox outbox, InstantSource clock) {
        this.pools = pools;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Whether required attributes must be there at once. The API reference and the developer guide
     * say that an administrator may leave them to the user's first sign-in, and so does this
     * emulator unless told; there are reports of pools that refuse.
     */
    void requireAttributesAtOnce(boolean require) {
        requiredAtOnce = require;
    }

    @Override
    public ObjectNode answer(Input in) {
        Pool pool = pools.pool(in);
        String name = in.text("Username", Shape.USERNAME);
        String action = in.text("MessageAction", Shape.MESSAGE_ACTION, "");
        String temporary = in.text("TemporaryPassword", Shape.PASSWORD, "");
        List<String> mediums = in.texts("DesiredDeliveryMediums", Shape.MEDIUM);
        in.map("ClientMetadata");
        if (temporary.isEmpty()) {
            temporary = "aA1-" + Ids.letters(pool.settings.policy().minimumLength());
        }
        if (action.equals("RESEND")) {
            return resend(pool, name, temporary, mediums);
        }
        Map<String, String> attributes = in.attributes("UserAttributes");
        checkName(pool, name, attributes);
        checkAttributes(pool, attributes, mediums);
        pool.settings.policy().check(temporary);
        User user = add(pool, name, attributes, temporary, in.flag("ForceAliasCreation", false));
        ObjectNode answer = answer(user);
        if (!action.equals("SUPPRESS")) {
            // The user stays although the delivery fails: reported of AWS, and the reason why a
            // worker must not take this refusal for "nothing was made".
            outbox.send(Outbox.Kind.INVITATION, pool, user, destination(user, mediums), temporary);
        }
        return answer;
    }

    private User add(
            Pool pool,
            String name,
            Map<String, String> attributes,
            String temporary,
            boolean force) {
        String sub = UUID.randomUUID().toString();
        long now = clock.millis();
        User user =
                new User(
                        pool.users.nextNumber(),
                        pool.usernameAttributes.isEmpty() ? name : sub,
                        sub,
                        now,
                        PasswordHash.of(temporary, Ids.RANDOM));
        user.set(attributes, now);
        Map<User, List<String>> losers = pool.users.add(user, pool.aliases(attributes), force);
        losers.forEach((loser, lost) -> {
            synchronized (loser) {
                lost.forEach(alias -> loser.attributes.put(alias + "_verified", "false"));
                loser.modified = now;
            }
        });
        return user;
    }

    private ObjectNode resend(Pool pool, String name, String temporary, List<String> mediums) {
        User user = pool.user(name);
        ObjectNode answer;
        String destination;
        synchronized (user) {
            if (user.deleted) {
                throw AwsError.userNotFound();
            }
            if (user.status != User.Status.FORCE_CHANGE_PASSWORD) {
                throw AwsError.of(
                        "UnsupportedUserStateException",
                        "Resend not possible. The user's status is not FORCE_CHANGE_PASSWORD.");
            }
            pool.settings.policy().check(temporary);
            user.password = PasswordHash.of(temporary, Ids.RANDOM);
            user.temporarySince = clock.millis();
            user.status(User.Status.FORCE_CHANGE_PASSWORD, user.temporarySince);
            destination = destination(user, mediums);
            answer = answer(user);
        }
        outbox.send(Outbox.Kind.INVITATION, pool, user, destination, temporary);
        return answer;
    }

    /**
     * A pool with username attributes takes nothing but those for a username, and keeps it as the
     * attribute; a pool with aliases refuses usernames that look like one.
     */
    private static void checkName(Pool pool, String name, Map<String, String> attributes) {
        boolean email = Attribute.looksLikeEmail(name);
        boolean phone = Attribute.looksLikePhone(name);
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

    private void checkAttributes(Pool pool, Map<String, String> attributes, List<String> mediums) {
        pool.schema.check(attributes, true);
        List<String> missing = pool.schema.missing(attributes);
        if (requiredAtOnce && !missing.isEmpty()) {
            throw AwsError.invalidParameter(
                    "Attributes did not conform to the schema: "
                            + missing.getFirst()
                            + ": The attribute is required\n");
        }
        // API_AdminCreateUser, UserAttributes: the address must be there for a medium that is
        // asked for. The wording is not verified against AWS.
        for (String medium : mediums) {
            if (!attributes.containsKey(attribute(medium))) {
                throw AwsError.invalidParameter(
                        "A value for " + attribute(medium) + " is required to deliver by it.");
            }
        }
    }

    private static @Nullable String destination(User user, List<String> mediums) {
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

    private static ObjectNode answer(User user) {
        ObjectNode answer = Json.object();
        synchronized (user) {
            answer.set("User", user.describe("Attributes"));
        }
        return answer;
    }
}
