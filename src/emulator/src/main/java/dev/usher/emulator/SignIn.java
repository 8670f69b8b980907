package dev.usher.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * AdminInitiateAuth.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html">AdminInitiateAuth</a>
 */
final class SignIn implements Operation {
    private final Pools pools;
    private final Passwords passwords;
    private final Conversation conversation;
    private final Tokens tokens;
    private final Refresh refresh;

    SignIn(
            Pools pools,
            Passwords passwords,
            Conversation conversation,
            Tokens tokens,
            Refresh refresh) {
        this.pools = pools;
        this.passwords = passwords;
        this.conversation = conversation;
        this.tokens = tokens;
        this.refresh = refresh;
    }

    @Override
    public ObjectNode answer(Input in) {
        Pool pool = pools.pool(in);
        AppClient client = pool.client(in.text("ClientId", Shape.CLIENT_ID));
        String flow = in.text("AuthFlow", Shape.AUTH_FLOW);
        Map<String, String> parameters = in.map("AuthParameters");
        in.map("ClientMetadata");
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

    private Step byPassword(Pool pool, AppClient client, Map<String, String> parameters) {
        String name = required(parameters, "USERNAME");
        String password = required(parameters, "PASSWORD");
        User user = pool.users.find(name);
        client.verifyHash(parameters.get("SECRET_HASH"), name, user == null ? name : user.username);
        if (user == null) {
            throw client.unknownUser();
        }
        synchronized (user) {
            if (user.deleted) {
                throw client.unknownUser();
            }
            passwords.check(pool, user, client, password);
            return conversation.afterPassword(client, user);
        }
    }

    /**
     * A parameter that must be there.
     *
     * @throws AwsError InvalidParameterException if it is not there
     */
    static String required(Map<String, String> parameters, String name) {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            throw AwsError.invalidParameter("Missing required parameter " + name);
        }
        return value;
    }
}
