package dev.usher.app;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * An AWS, as those who talk to it see it.
 *
 * @param environment the AWS SDK's settings that lead there: for worker processes, and read by the
 *     clients made here as well, so that both go to the same place
 * @param patience how long it may take until something is answered or seen there
 */
public record Site(
        Map<String, String> environment, AwsCredentialsProvider credentials, Duration patience) {
    private static final String ENDPOINT = "AWS_ENDPOINT_URL";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    public Site {
        environment = Map.copyOf(environment);
    }

    /** An emulator, which takes any credentials. */
    public static Site emulator(URI endpoint) {
        return emulator(endpoint, "us-east-1", "local", "local");
    }

    public static Site emulator(
            URI endpoint, String region, String accessKeyId, String secretAccessKey) {
        Map<String, String> variables = new HashMap<>();
        variables.put(ENDPOINT, endpoint.toString());
        variables.put("AWS_REGION", region);
        variables.put("AWS_ACCESS_KEY_ID", accessKeyId);
        variables.put("AWS_SECRET_ACCESS_KEY", secretAccessKey);
        return new Site(
                variables,
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(accessKeyId, secretAccessKey)),
                PATIENCE);
    }

    /** The account and region that the AWS SDK finds by itself in this process's environment. */
    public static Site ambient(Duration patience) {
        Map<String, String> variables = new HashMap<>();
        System.getenv()
                .forEach((name, value) -> {
                    if (name.startsWith("AWS_") || name.endsWith("_proxy")) {
                        variables.put(name, value);
                    }
                });
        for (String name : new String[] {"HOME", "USERPROFILE", "HTTPS_PROXY", "NO_PROXY"}) {
            String value = System.getenv(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        variables.put(
                "AWS_REGION", DefaultAwsRegionProviderChain.builder().build().getRegion().id());
        return new Site(variables, DefaultCredentialsProvider.builder().build(), patience);
    }

    /** The same, with user pools elsewhere. */
    public Site withCognitoAt(URI endpoint) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", endpoint.toString());
        return new Site(variables, credentials, patience);
    }

    public SqsClient sqs() {
        return client(SqsClient.builder(), "SQS");
    }

    public CognitoIdentityProviderClient cognito() {
        return client(CognitoIdentityProviderClient.builder(), "COGNITO_IDENTITY_PROVIDER");
    }

    public SecretsManagerClient secrets() {
        return client(SecretsManagerClient.builder(), "SECRETS_MANAGER");
    }

    /** Where the service is, if it is not where AWS has it. */
    private @Nullable URI endpoint(String service) {
        String url = environment.get(ENDPOINT + "_" + service);
        String found = url == null ? environment.get(ENDPOINT) : url;
        return found == null ? null : URI.create(found);
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(
            B builder, String service) {
        URI endpoint = endpoint(service);
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.region(Region.of(environment.get("AWS_REGION")))
                .credentialsProvider(credentials)
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }
}
