package dev.usher.app;

import dev.usher.local.EmbeddedAws;
import dev.usher.local.Options;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** An embedded AWS with a user pool, an app client and the worker's secret in it. */
public final class Account implements AutoCloseable {
    public static final String GROUP = "members";
    static final String REGION = "us-east-1";
    static final String SECRET_ID = "usher";

    public final EmbeddedAws aws;
    final SqsClient sqs;
    public final CognitoIdentityProviderClient cognito;
    final SecretsManagerClient secrets;
    public final UserPoolClientType client;
    public final String temporaryPasswordKey = key();

    Account() {
        this(Options.standard().withQuotas(false));
    }

    public Account(Options options) {
        this.aws = EmbeddedAws.start(options);
        this.sqs = sqs(aws.endpoint());
        this.cognito = client(CognitoIdentityProviderClient.builder(), aws.endpoint());
        this.secrets = client(SecretsManagerClient.builder(), aws.endpoint());
        this.client = pool();
        secrets.createSecret(r -> r.name(SECRET_ID).secretString(secretJson(client)));
    }

    /** A client of the queues; its caller closes it. */
    public static SqsClient sqs(URI endpoint) {
        return client(SqsClient.builder(), endpoint);
    }

    private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(
            B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    /** One more pool like the first, with a client. */
    UserPoolClientType pool() {
        String pool =
                cognito.createUserPool(r ->
                                r.poolName("people")
                                        .policies(p ->
                                                p.passwordPolicy(w ->
                                                        w.minimumLength(12)
                                                                .requireNumbers(true)
                                                                .requireUppercase(true)
                                                                .requireLowercase(true))))
                        .userPool()
                        .id();
        cognito.createGroup(r -> r.userPoolId(pool).groupName(GROUP));
        return client(pool);
    }

    /** One more client of a pool. */
    UserPoolClientType client(String pool) {
        return cognito.createUserPoolClient(r ->
                        r.userPoolId(pool)
                                .clientName("worker")
                                .generateSecret(true)
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                                        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH))
                .userPoolClient();
    }

    String secretJson(UserPoolClientType of) {
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
    public Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        variables.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        variables.put("AWS_REGION", REGION);
        variables.put("AWS_ACCESS_KEY_ID", "local");
        variables.put("AWS_SECRET_ACCESS_KEY", "local");
        return variables;
    }

    /**
     * The worker's settings that lead here, but for the queues; with rates that hold nothing up.
     */
    public Map<String, String> settings() {
        Map<String, String> variables = new HashMap<>();
        variables.put("USHER_USER_POOL_ID", client.userPoolId());
        variables.put("USHER_CLIENT_ID", client.clientId());
        variables.put("USHER_SECRET_ID", SECRET_ID);
        variables.put("USHER_GROUPS", GROUP);
        variables.put("USHER_POLL_WAIT", "1s");
        variables.put("USHER_HTTP_ADDRESS", "127.0.0.1:0");
        for (String rate : List.of("CREATE", "AUTH", "RESPOND")) {
            variables.put("USHER_" + rate + "_RATE", "100000");
        }
        return variables;
    }

    List<UserType> users(String prefix) {
        return cognito
                .listUsersPaginator(r ->
                        r.userPoolId(client.userPoolId()).filter("username ^= \"" + prefix + "\""))
                .users()
                .stream()
                .toList();
    }

    /** The UserStatus of the user, or "none". */
    String status(String username) {
        try {
            return cognito.adminGetUser(r -> r.userPoolId(client.userPoolId()).username(username))
                    .userStatusAsString();
        } catch (UserNotFoundException e) {
            return "none";
        }
    }

    /** Makes a user that is no request's. */
    void stranger(String username) {
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
        aws.close();
    }
}
