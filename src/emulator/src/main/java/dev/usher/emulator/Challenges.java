package dev.usher.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdminRespondToAuthChallenge.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html">AdminRespondToAuthChallenge</a>
 */
final class Challenges implements Operation {
    private static final String PREFIX = "userAttributes.";

    private final Pools pools;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Conversation conversation;
    private final Tokens tokens;
    private final InstantSource clock;

    Challenges(
            Pools pools,
            Sessions sessions,
            Passwords passwords,
            Conversation conversation,
            Tokens tokens,
            InstantSource clock) {
        this.pools = pools;
        this.sessions = sessions;
        this.passwords = passwords;
        this.conversation = conversation;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public ObjectNode answer(Input in) {
        Pool pool = pools.pool(in);
        AppClient client = pool.client(in.text("ClientId", Shape.CLIENT_ID));
        String challenge = in.text("ChallengeName", Shape.CHALLENGE);
        Map<String, String> responses = in.map("ChallengeResponses");
        in.map("ClientMetadata");
        String token = in.optional("Session", Shape.SESSION);
        if (token == null) {
            throw AwsError.invalidParameter("Missing required parameter Session");
        }
        String name = SignIn.required(responses, "USERNAME");
        Sessions.Session session = sessions.find(token, client, challenge);
        User user = session.user();
        // API_AdminInitiateAuth, USER_ID_FOR_SRP: USERNAME cannot be an alias here, and the hash is
        // over the username proper.
        client.verifyHash(responses.get("SECRET_HASH"), user.username);
        if (!pool.users.same(name, user.username)) {
            throw Sessions.invalid();
        }
        Step next;
        synchronized (user) {
            sessions.require(session);
            if (!user.enabled) {
                throw AwsError.notAuthorized("User is disabled.");
            }
            next =
                    switch (challenge) {
                        case "NEW_PASSWORD_REQUIRED" -> newPassword(pool, session, responses);
                        case "SMS_MFA" -> secondFactor(session, responses);
                        default ->
                                throw AwsError.of(
                                        "UnsupportedOperationException",
                                        "This emulator does not have this challenge.");
                    };
        }
        return tokens.answer(next, true);
    }

    private Step newPassword(Pool pool, Sessions.Session session, Map<String, String> responses) {
        User user = session.user();
        String password = SignIn.required(responses, "NEW_PASSWORD");
        Map<String, String> given = attributes(responses);
        pool.schema.check(given, true);
        for (String name : given.keySet()) {
            if (user.attributes.containsKey(name)) {
                throw AwsError.notAuthorized("Cannot modify an already provided " + name);
            }
        }
        Map<String, String> after = new LinkedHashMap<>(user.attributes);
        after.putAll(given);
        List<String> missing = pool.schema.missing(after);
        if (!missing.isEmpty()) {
            throw AwsError.invalidParameter(
                    "Invalid attributes given, " + missing.getFirst() + " is missing");
        }
        passwords.admit(pool, user, password, true);
        UserOperations.replace(pool, user, given, clock.millis());
        passwords.replace(pool, user, password, User.Status.CONFIRMED);
        sessions.spend(session);
        return conversation.afterPassword(session.client(), user);
    }

    private Step secondFactor(Sessions.Session session, Map<String, String> responses) {
        if (!session.code().equals(SignIn.required(responses, "SMS_MFA_CODE"))) {
            // The session lives on: a mistyped code may be mended.
            throw AwsError.of("CodeMismatchException", "Invalid code or auth state for the user.");
        }
        sessions.spend(session);
        return conversation.afterSecondFactor(session.client(), session.user());
    }

    private static Map<String, String> attributes(Map<String, String> responses) {
        Map<String, String> given = new LinkedHashMap<>();
        responses.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                given.put(name.substring(PREFIX.length()), value);
            }
        });
        return given;
    }
}
