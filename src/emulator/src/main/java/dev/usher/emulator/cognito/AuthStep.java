package dev.usher.emulator.cognito;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** The next step after a correct answer: another challenge, or tokens. */
sealed interface AuthStep {
    /**
     * A challenge.
     *
     * @param answer the whole answer of the operation
     */
    record Challenge(ObjectNode answer) implements AuthStep {}

    /**
     * Tokens: a copy of all that they contain of the user, taken under its monitor, so that the
     * slow signing needs no lock.
     *
     * @param origin the origin_jti, which all tokens of one sign-in share
     * @param authTime when the user signed in, in milliseconds
     * @param refreshable when refresh tokens of this sign-in expire, in milliseconds
     */
    record Grant(AppClient client, Subject subject, UUID origin, long authTime, long refreshable)
            implements AuthStep {
        static Grant fresh(AppClient client, StoredUser user, long now) {
            return new Grant(
                    client,
                    Subject.of(user),
                    UUID.randomUUID(),
                    now,
                    now + client.validity().refresh().toMillis());
        }
    }

    /** What tokens contain of a user. */
    record Subject(
            String username,
            String sub,
            Map<String, String> attributes,
            Set<String> groups,
            int signOuts) {
        static Subject of(StoredUser user) {
            return new Subject(
                    user.username,
                    user.sub,
                    new TreeMap<>(user.attributes),
                    user.groups,
                    user.signOuts);
        }
    }
}
