package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.OperationInput;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.databind.node.ObjectNode;

/** One user pool: its settings, users, groups and app clients. */
final class StoredPool {
    final String id;
    final long created;
    final PoolSchema schema;
    final UserIndex users;

    /** Username attributes: people sign in with these instead of a username. */
    final Set<String> usernameAttributes;

    /** Alias attributes: people may sign in with these besides their username. */
    final Set<String> aliasAttributes;

    final Map<String, AppClient> clients = new ConcurrentHashMap<>();
    final Map<String, ObjectNode> groups = new ConcurrentSkipListMap<>();

    volatile Settings settings;

    /** What UpdateUserPool can change. */
    record Settings(PasswordPolicy policy, boolean mfaRequired, ObjectNode description) {}

    StoredPool(String id, long created, OperationInput in, Settings settings) {
        this.id = id;
        this.created = created;
        this.schema = new PoolSchema(in);
        this.usernameAttributes =
                Set.copyOf(in.texts("UsernameAttributes", CognitoShapes.USERNAME_ATTRIBUTE));
        this.aliasAttributes =
                Set.copyOf(in.texts("AliasAttributes", CognitoShapes.ALIAS_ATTRIBUTE));
        if (!usernameAttributes.isEmpty() && !aliasAttributes.isEmpty()) {
            throw AwsError.invalidParameter(
                    "Only one of the aliasAttributes or usernameAttributes can be set in a user"
                            + " pool.");
        }
        this.users =
                new UserIndex(
                        in.within("UsernameConfiguration").flag("CaseSensitive", true),
                        !usernameAttributes.isEmpty());
        this.settings = settings;
    }

    /**
     * The user of this name or alias.
     *
     * @throws AwsError UserNotFoundException
     */
    StoredUser user(String name) {
        StoredUser user = users.find(name);
        if (user == null) {
            throw StoredUser.notFound();
        }
        return user;
    }

    AppClient client(String clientId) {
        AppClient client = clients.get(clientId);
        if (client == null) {
            throw AwsError.notFound("User pool client " + clientId + " does not exist.");
        }
        return client;
    }

    ObjectNode group(String name) {
        ObjectNode group = groups.get(name);
        if (group == null) {
            throw AwsError.notFound("Group not found.");
        }
        return group;
    }

    /**
     * The attributes that a user can sign in with. In a pool with username attributes, each of
     * them; an alias only when verified, preferred_username always.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases">Customizing
     *     sign-in attributes</a>
     */
    Map<String, String> aliases(Map<String, String> attributes) {
        Map<String, String> aliases = new TreeMap<>();
        attributes.forEach((name, value) -> {
            boolean verified =
                    name.equals("preferred_username")
                            || "true".equalsIgnoreCase(attributes.get(name + "_verified"));
            if (usernameAttributes.contains(name) || (aliasAttributes.contains(name) && verified)) {
                aliases.put(name, value);
            }
        });
        return aliases;
    }

    /** As DescribeUserPool answers. */
    ObjectNode describe() {
        ObjectNode description = settings.description().deepCopy();
        description.set("SchemaAttributes", schema.describe());
        description.put("EstimatedNumberOfUsers", users.size());
        return description;
    }
}
