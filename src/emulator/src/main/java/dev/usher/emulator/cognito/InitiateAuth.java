package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.OperationInput;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * AdminInitiateAuth.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html">AdminInitiateAuth</a>
 */
final class InitiateAuth implements AwsOperation {
    private final PoolOperations pools;
    private final PasswordOperations passwords;
    private final ChallengeSequence challenges;
    private final TokenIssuer tokens;
    private final RefreshOperations refresh;

    InitiateAuth(
            PoolOperations pools,
            PasswordOperations passwords,
            ChallengeSequence challenges,
            TokenIssuer tokens,
            RefreshOperations refresh) {
        this.pools = pools;
        this.passwords = passwords;
        this.challenges = challenges;
        this.tokens = tokens;
        this.refresh = refresh;
    }

    @Override
    public ObjectNode answer(OperationInput in) {
        StoredPool pool = pools.pool(in);
        AppClient client = pool.client(in.text("ClientId", CognitoShapes.CLIENT_ID));
        String flow = in.text("AuthFlow", CognitoShapes.AUTH_FLOW);
        Map<String, String> parameters = in.map("AuthParameters", CognitoShapes.TEXT);
        in.map("ClientMetadata", CognitoShapes.TEXT);
        return switch (flow) {
            case "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH" -> {
                client.requireFlow("ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH");
                yield tokens.answer(byPassword(pool, client, parameters), true);
            }
            case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN" -> refresh.initiate(client, parameters);
            case "USER_PASSWORD_AUTH" ->
                    throw AwsError.invalidParameter("Initiate Auth method not supported.");
            default ->
                    throw AwsError.of(
                            "UnsupportedOperationException",
                            "This emulator does not have the flow " + flow + ".");
        };
    }

    private AuthStep byPassword(StoredPool pool, AppClient client, Map<String, String> parameters) {
        String name = required(parameters, "USERNAME");
        String password = required(parameters, "PASSWORD");
        StoredUser user = pool.users.find(name);
        client.verifyHash(parameters.get("SECRET_HASH"), name, user == null ? name : user.username);
        if (user == null) {
            throw client.unknownUser();
        }
        synchronized (user) {
            if (user.deleted) {
                throw client.unknownUser();
            }
            passwords.check(pool, user, client, password);
            return challenges.afterPassword(client, user);
        }
    }

    /**
     * A required parameter.
     *
     * @throws AwsError InvalidParameterException if it is absent
     */
    static String required(Map<String, String> parameters, String name) {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            throw AwsError.invalidParameter("Missing required parameter " + name);
        }
        return value;
    }
}
