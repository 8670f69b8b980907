package dev.usher.cognito;

import dev.usher.emulator.EmbeddedAws;
import dev.usher.emulator.Options;
import dev.usher.flow.UserPool;
import dev.usher.message.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** An embedded AWS with one pool and one app client, and the user pool over them. */
public final class EmbeddedPool implements AutoCloseable {
    private static final List<ExplicitAuthFlowsType> FLOWS =
            List.of(
                    ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                    ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH);

    /** The time of the embedded AWS. */
    public volatile Instant now = Instant.parse("2026-11-22T20:00:00Z");

    public final EmbeddedAws aws;
    public final CognitoIdentityProviderClient sdk;
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** The bounds that the jitter between tries was drawn below. */
    public final List<Long> jitterBounds = new ArrayList<>();

    /** What the worker knows of the client's secret, the current version first. */
    public volatile List<Secret> secrets = List.of();

    /** What it knows once it has read the secret again. */
    public volatile Supplier<List<Secret>> reread = () -> secrets;

    private String poolId = "";
    private String clientId = "";

    public EmbeddedPool() {
        InstantSource clock = () -> now;
        aws = EmbeddedAws.start(Options.standard().withQuotas(false).withClock(clock));
        sdk =
                CognitoIdentityProviderClient.builder()
                        .endpointOverride(aws.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("x", "x")))
                        .httpClientBuilder(
                                Apache5HttpClient.builder().socketTimeout(Duration.ofSeconds(20)))
                        .overrideConfiguration(
                                config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .build();
    }

    /** Begins anew: another pool with another client, no faults. */
    public void fresh(
            Consumer<CreateUserPoolRequest.Builder> pool,
            Consumer<CreateUserPoolClientRequest.Builder> client) {
        aws.faults().clear();
        jitterBounds.clear();
        poolId =
                sdk.createUserPool(
                                request -> {
                                    request.poolName("people")
                                            .policies(policies ->
                                                    policies.passwordPolicy(policy ->
                                                            policy.minimumLength(8)
                                                                    .requireNumbers(true)));
                                    pool.accept(request);
                                })
                        .userPool()
                        .id();
        UserPoolClientType made =
                sdk.createUserPoolClient(
                                request -> {
                                    request.userPoolId(poolId)
                                            .clientName("worker")
                                            .generateSecret(true)
                                            .explicitAuthFlows(FLOWS);
                                    client.accept(request);
                                })
                        .userPoolClient();
        clientId = made.clientId();
        secrets = made.clientSecret() == null ? List.of() : List.of(Secret.of(made.clientSecret()));
        reread = () -> secrets;
    }

    public void fresh() {
        fresh(pool -> {}, client -> {});
    }

    public String poolId() {
        return poolId;
    }

    /** Another client of the same pool, as another worker has it. */
    public UserPool userPool() {
        return userPool(new PoolIds(poolId, clientId));
    }

    CognitoUserPool cognitoDirectory() {
        return userPool(new PoolIds(poolId, clientId));
    }

    CognitoUserPool userPool(PoolIds pool) {
        ClientSecret secret = new ClientSecret(pool.clientId(), () -> secrets, () -> reread.get());
        Map<QuotaCategory, Double> unpaced = new HashMap<>();
        for (QuotaCategory quotaCategory : QuotaCategory.values()) {
            unpaced.put(quotaCategory, 1e9);
        }
        PacerConfig pacerConfig = new PacerConfig(unpaced, () -> now, duration -> {}, impatient());
        return new CognitoUserPool(sdk, pool, secret, pacerConfig, meters);
    }

    /** Draws the shortest pause each time, and writes down what the longest would have been. */
    private RandomGenerator impatient() {
        return new RandomGenerator() {
            @Override
            public double nextDouble() {
                return 0;
            }

            @Override
            public long nextLong() {
                throw new AssertionError("jitter is drawn below a bound");
            }

            @Override
            public long nextLong(long bound) {
                jitterBounds.add(bound);
                return 0;
            }
        };
    }

    String clientId() {
        return clientId;
    }

    /** How often an operation was called while something was done. */
    long calls(String operation, Runnable during) {
        long before = aws.callCounts().getOrDefault(operation, 0L);
        during.run();
        return aws.callCounts().getOrDefault(operation, 0L) - before;
    }

    @Override
    public void close() {
        sdk.close();
        aws.close();
    }
}
