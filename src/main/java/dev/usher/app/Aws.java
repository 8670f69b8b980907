package dev.usher.app;

import dev.usher.flow.Reception;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The AWS clients; region, credentials and endpoints are the SDK's own settings. */
final class Aws {
    private static final Duration SECRET_TIMEOUT = Duration.ofSeconds(10);

    private Aws() {}

    /** Without the SDK's retries: the directory has its own, which know what may be tried again. */
    static CognitoIdentityProviderClient cognito(int concurrency) {
        Duration timeout = Reception.callTimeout().minusSeconds(1);
        return CognitoIdentityProviderClient.builder()
                .httpClientBuilder(
                        Apache5HttpClient.builder()
                                .maxConnections(concurrency + 8)
                                .socketTimeout(timeout))
                .overrideConfiguration(configuration ->
                        configuration
                                .retryStrategy(AwsRetryStrategy.doNotRetry())
                                .apiCallTimeout(timeout))
                .build();
    }

    static SecretsManagerClient secretsManager() {
        return SecretsManagerClient.builder()
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(
                        configuration -> configuration.apiCallTimeout(SECRET_TIMEOUT))
                .build();
    }
}
