package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.OperationInput;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * AdminRespondToAuthChallenge.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html">AdminRespondToAuthChallenge</a>
 */
final class RespondToChallenge implements AwsOperation {
    private static final String PREFIX = "userAttributes.";

    private final PoolOperations pools;
    private final ChallengeSessions sessions;
    private final PasswordOperations passwords;
    private final ChallengeSequence challenges;
    private final TokenIssuer tokens;
    private final InstantSource clock;

    RespondToChallenge(
            PoolOperations pools,
            ChallengeSessions sessions,
            PasswordOperations passwords,
            ChallengeSequence challenges,
            TokenIssuer tokens,
            InstantSource clock) {
        this.pools = pools;
        this.sessions = sessions;
        this.passwords = passwords;
        this.challenges = challenges;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public ObjectNode answer(OperationInput in) {
        StoredPool pool = pools.pool(in);
        AppClient client = pool.client(in.text("ClientId", CognitoShapes.CLIENT_ID));
        String challenge = in.text("ChallengeName", CognitoShapes.CHALLENGE);
        Map<String, String> responses = in.map("ChallengeResponses", CognitoShapes.TEXT);
        in.map("ClientMetadata", CognitoShapes.TEXT);
        String token = in.optional("Session", CognitoShapes.SESSION);
        if (token == null) {
            throw AwsError.invalidParameter("Missing required parameter Session");
        }
        String name = InitiateAuth.required(responses, "USERNAME");
        ChallengeSessions.Session session = sessions.find(token, client, challenge);
        StoredUser user = session.user();
        // API_AdminInitiateAuth, USER_ID_FOR_SRP: USERNAME cannot be an alias here, and the hash is
        // over the internal username.
        client.verifyHash(responses.get("SECRET_HASH"), user.username);
        if (!pool.users.same(name, user.username)) {
            throw ChallengeSessions.invalid();
        }
        AuthStep next;
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

    private AuthStep newPassword(
            StoredPool pool, ChallengeSessions.Session session, Map<String, String> responses) {
        StoredUser user = session.user();
        String password = InitiateAuth.required(responses, "NEW_PASSWORD");
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
        passwords.replace(pool, user, password, StoredUser.Status.CONFIRMED);
        sessions.spend(session);
        return challenges.afterPassword(session.client(), user);
    }

    private AuthStep secondFactor(
            ChallengeSessions.Session session, Map<String, String> responses) {
        if (!session.code().equals(InitiateAuth.required(responses, "SMS_MFA_CODE"))) {
            // The session stays valid, so that a mistyped code can be corrected.
            throw AwsError.of("CodeMismatchException", "Invalid code or auth state for the user.");
        }
        sessions.spend(session);
        return challenges.afterSecondFactor(session.client(), session.user());
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
