package dev.usher.demo;

import dev.usher.emulator.EmbeddedAws;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What a worker needs, made on an embedded AWS: queues, a user pool with a client, the secret and a
 * table for the ledger.
 */
final class LocalAccount implements AutoCloseable {
    static final String REGION = "us-east-1";
    static final String GROUP = "members";
    static final String LEDGER_TABLE = "usher-ledger";

    /** Any will do: the emulator requires a signature but does not verify it. */
    private static final String CREDENTIAL = "local";

    private static final int CONNECTIONS = 64;

    private final EmbeddedAws aws;
    private final SqsClient sqs;
    private final CognitoIdentityProviderClient cognito;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final String requests;
    private final String replies;
    private final String deadLetters;

    /**
     * @param sqsEndpoint the embedded AWS's one endpoint, or SQS's own
     * @param tags of the user pool
     */
    LocalAccount(EmbeddedAws aws, URI sqsEndpoint, Map<String, String> tags) {
        this.aws = aws;
        StaticCredentialsProvider credentials =
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(CREDENTIAL, CREDENTIAL));
        this.sqs =
                SqsClient.builder()
                        .endpointOverride(sqsEndpoint)
                        .region(Region.of(REGION))
                        .credentialsProvider(credentials)
                        .httpClientBuilder(Apache5HttpClient.builder().maxConnections(CONNECTIONS))
                        .build();
        this.cognito =
                CognitoIdentityProviderClient.builder()
                        .endpointOverride(aws.endpoint())
                        .region(Region.of(REGION))
                        .credentialsProvider(credentials)
                        .httpClientBuilder(Apache5HttpClient.builder())
                        .build();
        this.deadLetters = queue("usher-dead-letters", Map.of());
        String redrive =
                """
                {"deadLetterTargetArn":"%s","maxReceiveCount":"100"}\
                """
                        .formatted(arn(deadLetters));
        this.requests = queue("usher-requests", Map.of(QueueAttributeName.REDRIVE_POLICY, redrive));
        String _ = queue("usher-bulk", Map.of(QueueAttributeName.REDRIVE_POLICY, redrive));
        this.replies = queue("usher-replies", Map.of());
        settings.put("USHER_REQUEST_QUEUE", "usher-requests");
        settings.put("USHER_BULK_QUEUE", "usher-bulk");
        settings.put("USHER_REPLY_QUEUE", "usher-replies");
        UserPoolClientType client = userPool(tags);
        settings.put("USHER_USER_POOL_ID", client.userPoolId());
        settings.put("USHER_CLIENT_ID", client.clientId());
        settings.put("USHER_GROUPS", GROUP);
        secret(client, credentials);
        settings.put("USHER_SECRET_ID", "usher");
        ledgerTable(credentials);
    }

    EmbeddedAws aws() {
        return aws;
    }

    SqsClient sqs() {
        return sqs;
    }

    CognitoIdentityProviderClient cognito() {
        return cognito;
    }

    String requests() {
        return requests;
    }

    String replies() {
        return replies;
    }

    String deadLetters() {
        return deadLetters;
    }

    /** The worker's settings for this account; the ledger is the user's choice. */
    Map<String, String> settings() {
        return settings;
    }

    /** The AWS SDK's settings for this account. */
    Map<String, String> aws(URI endpoint) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_ENDPOINT_URL", endpoint.toString());
        variables.put("AWS_REGION", REGION);
        variables.put("AWS_DEFAULT_REGION", REGION);
        variables.put("AWS_ACCESS_KEY_ID", CREDENTIAL);
        variables.put("AWS_SECRET_ACCESS_KEY", CREDENTIAL);
        return variables;
    }

    @Override
    public void close() {
        cognito.close();
        sqs.close();
        aws.close();
    }

    private String queue(String name, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
    }

    private String arn(String queueUrl) {
        return Objects.requireNonNull(
                sqs.getQueueAttributes(r ->
                                r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes()
                        .get(QueueAttributeName.QUEUE_ARN));
    }

    private UserPoolClientType userPool(Map<String, String> tags) {
        String pool =
                cognito.createUserPool(r ->
                                r.poolName("usher")
                                        .userPoolTags(tags)
                                        .policies(p ->
                                                p.passwordPolicy(w ->
                                                        w.minimumLength(12)
                                                                .requireNumbers(true)
                                                                .requireUppercase(true)
                                                                .requireLowercase(true))))
                        .userPool()
                        .id();
        cognito.createGroup(r -> r.userPoolId(pool).groupName(GROUP));
        return cognito.createUserPoolClient(r ->
                        r.userPoolId(pool)
                                .clientName("usher")
                                .generateSecret(true)
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                                        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH))
                .userPoolClient();
    }

    private void secret(UserPoolClientType client, StaticCredentialsProvider credentials) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        String json =
                """
                {"clientSecret":"%s","temporaryPasswordKey":"%s"}\
                """
                        .formatted(client.clientSecret(), Base64.getEncoder().encodeToString(key));
        try (SecretsManagerClient secrets =
                SecretsManagerClient.builder()
                        .endpointOverride(aws.endpoint())
                        .region(Region.of(REGION))
                        .credentialsProvider(credentials)
                        .httpClientBuilder(Apache5HttpClient.builder())
                        .build()) {
            secrets.createSecret(r -> r.name("usher").secretString(json));
        }
    }

    /** As README says. */
    private void ledgerTable(StaticCredentialsProvider credentials) {
        try (DynamoDbClient dynamoDb =
                DynamoDbClient.builder()
                        .endpointOverride(aws.endpoint())
                        .region(Region.of(REGION))
                        .credentialsProvider(credentials)
                        .httpClientBuilder(Apache5HttpClient.builder())
                        .build()) {
            AttributeDefinition id =
                    AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build();
            KeySchemaElement key =
                    KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build();
            dynamoDb.createTable(r ->
                    r.tableName(LEDGER_TABLE)
                            .billingMode(BillingMode.PAY_PER_REQUEST)
                            .attributeDefinitions(id)
                            .keySchema(key));
            dynamoDb.updateTimeToLive(r ->
                    r.tableName(LEDGER_TABLE)
                            .timeToLiveSpecification(
                                    t -> t.enabled(true).attributeName("expiresAt")));
        }
    }
}
