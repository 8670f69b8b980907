package dev.usher.app;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolTierType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A user pool with an app client and a group, and the worker's secret, made at some AWS. */
public class Premises implements AutoCloseable {
    public static final String GROUP = "members";

    public final Site site;
    public final Belongings belongings;
    public final SqsClient sqs;
    public final CognitoIdentityProviderClient cognito;
    final SecretsManagerClient secrets;
    public final UserPoolClientType client;
    public final String temporaryPasswordKey = key();
    private final String secretId;

    /** Whoever made the belongings closes them as well, also when this fails half-way. */
    public Premises(Site site, Belongings belongings) {
        this.site = site;
        this.belongings = belongings;
        this.sqs = site.sqs();
        this.cognito = site.cognito();
        this.secrets = site.secrets();
        this.client = pool();
        this.secretId = belongings.prefix() + "usher";
        secret();
    }

    private void secret() {
        List<Tag> tags =
                belongings.tags().entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList();
        secrets.createSecret(r -> r.name(secretId).secretString(secretJson(client)).tags(tags));
        belongings.made(
                "secret " + secretId,
                () ->
                        secrets.deleteSecret(
                                r -> r.secretId(secretId).forceDeleteWithoutRecovery(true)));
    }

    /** One more pool like the first, with a client. */
    final UserPoolClientType pool() {
        String pool =
                cognito.createUserPool(r ->
                                r.poolName(belongings.prefix() + "people")
                                        .userPoolTags(belongings.tags())
                                        .userPoolTier(UserPoolTierType.LITE)
                                        .policies(p ->
                                                p.passwordPolicy(w ->
                                                        w.minimumLength(12)
                                                                .requireNumbers(true)
                                                                .requireUppercase(true)
                                                                .requireLowercase(true))))
                        .userPool()
                        .id();
        belongings.made("user pool " + pool, () -> cognito.deleteUserPool(r -> r.userPoolId(pool)));
        cognito.createGroup(r -> r.userPoolId(pool).groupName(GROUP));
        return client(pool);
    }

    /** One more client of a pool. */
    final UserPoolClientType client(String pool) {
        return cognito.createUserPoolClient(r ->
                        r.userPoolId(pool)
                                .clientName("worker")
                                .generateSecret(true)
                                .preventUserExistenceErrors("LEGACY")
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                                        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH))
                .userPoolClient();
    }

    final String secretJson(UserPoolClientType of) {
        return """
        {"clientSecret":"%s","temporaryPasswordKey":"%s"}\
        """
                .formatted(of.clientSecret(), temporaryPasswordKey);
    }

    private static String key() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** The AWS SDK's settings that lead here. */
    public final Map<String, String> environment() {
        return new HashMap<>(site.environment());
    }

    /**
     * The worker's settings that lead here, but for the queues; with rates that hold nothing up.
     */
    public final Map<String, String> settings() {
        Map<String, String> variables = new HashMap<>();
        variables.put("USHER_USER_POOL_ID", client.userPoolId());
        variables.put("USHER_CLIENT_ID", client.clientId());
        variables.put("USHER_SECRET_ID", secretId);
        variables.put("USHER_GROUPS", GROUP);
        variables.put("USHER_POLL_WAIT", "1s");
        variables.put("USHER_HTTP_ADDRESS", "127.0.0.1:0");
        for (String rate : List.of("CREATE", "AUTH", "RESPOND")) {
            variables.put("USHER_" + rate + "_RATE", "100000");
        }
        return variables;
    }

    public final List<UserType> users(String prefix) {
        return cognito
                .listUsersPaginator(r ->
                        r.userPoolId(client.userPoolId()).filter("username ^= \"" + prefix + "\""))
                .users()
                .stream()
                .toList();
    }

    /** The UserStatus of the user, or "none". */
    public final String status(String username) {
        try {
            return cognito.adminGetUser(r -> r.userPoolId(client.userPoolId()).username(username))
                    .userStatusAsString();
        } catch (UserNotFoundException e) {
            return "none";
        }
    }

    /** Makes a user that is no request's. */
    public final void stranger(String username) {
        cognito.adminCreateUser(r ->
                r.userPoolId(client.userPoolId())
                        .username(username)
                        .messageAction("SUPPRESS")
                        .temporaryPassword("Somebody-3lses"));
    }

    @Override
    public void close() {
        secrets.close();
        cognito.close();
        sqs.close();
    }
}
