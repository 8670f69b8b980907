package dev.usher.emulator.cognito;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What a right answer leads to: another question, or tokens. */
sealed interface AuthStep {
    /**
     * A challenge.
     *
     * @param answer the whole answer of the operation
     */
    record Ask(ObjectNode answer) implements AuthStep {}

    /**
     * Tokens: all that has to be known of the user to sign them, taken while its monitor was held,
     * so that the signing, which is slow, needs no lock.
     *
     * @param origin the origin_jti, which all tokens of one sign-in share
     * @param authTime when the user signed in, in milliseconds
     * @param refreshable until when refresh tokens of this sign-in live, in milliseconds
     */
    record Grant(AppClient client, Person person, UUID origin, long authTime, long refreshable)
            implements AuthStep {
        static Grant fresh(AppClient client, StoredUser user, long now) {
            return new Grant(
                    client,
                    Person.of(user),
                    UUID.randomUUID(),
                    now,
                    now + client.validity().refresh().toMillis());
        }
    }

    /** What tokens say of a user. */
    record Person(
            String username,
            String sub,
            Map<String, String> attributes,
            Set<String> groups,
            int signOuts) {
        static Person of(StoredUser user) {
            return new Person(
                    user.username,
                    user.sub,
                    new TreeMap<>(user.attributes),
                    user.groups,
                    user.signOuts);
        }
    }
}
