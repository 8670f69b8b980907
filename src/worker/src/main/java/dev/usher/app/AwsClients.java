package dev.usher.app;

import dev.usher.flow.RequestHandler;
import dev.usher.ledger.DynamoDbLedger;
import dev.usher.sqs.Queues;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The AWS clients; region, credentials and endpoints are the SDK's own settings. If the SDK cannot
 * make a client of them, it throws an {@link SdkException}.
 */
public final class AwsClients {
    private static final Duration SECRET_TIMEOUT = Duration.ofSeconds(10);

    private AwsClients() {}

    /** Without the SDK's retries: the user pool has its own, which know what may be retried. */
    public static CognitoIdentityProviderClient cognito(int concurrency) {
        Duration timeout = RequestHandler.callTimeout().minusSeconds(1);
        return made(() ->
                CognitoIdentityProviderClient.builder()
                        .httpClientBuilder(
                                Apache5HttpClient.builder()
                                        .maxConnections(concurrency + 8)
                                        .socketTimeout(timeout))
                        .overrideConfiguration(configuration ->
                                configuration
                                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                                        .apiCallTimeout(timeout))
                        .build());
    }

    public static SecretsManagerClient secretsManager() {
        return made(() ->
                SecretsManagerClient.builder()
                        .httpClientBuilder(Apache5HttpClient.builder())
                        .overrideConfiguration(
                                configuration -> configuration.apiCallTimeout(SECRET_TIMEOUT))
                        .build());
    }

    public static SqsClient sqs(Duration pollWait, int concurrency) {
        return made(() -> Queues.client(pollWait, concurrency));
    }

    public static DynamoDbClient dynamoDb(int concurrency) {
        return made(() -> DynamoDbLedger.client(concurrency));
    }

    /** The SDK throws various exceptions if an endpoint lacks its scheme. */
    private static <C> C made(Supplier<C> client) {
        try {
            return client.get();
        } catch (SdkException e) {
            throw e;
        } catch (RuntimeException e) {
            throw SdkClientException.create("no client can be made", e);
        }
    }
}
