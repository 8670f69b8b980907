package dev.usher.tools.access;

import dev.usher.cognito.PoolPolicy;
import dev.usher.flow.PoolRules;
import dev.usher.sqs.SendRateLimiter;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.enqueue.PoolLookup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/**
 * Looks users up in the user pool, well below the <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html">quota</a> of 120
 * UserRead calls per second, which the whole account shares. It slows down when Cognito throttles.
 */
public final class PoolClient implements PoolLookup, AutoCloseable {
    private static final double LOOKUPS_PER_SECOND = 60;
    private static final int PARALLEL = 16;
    private static final int ATTEMPTS = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final CognitoIdentityProviderClient client;
    private final String poolId;
    private final UserPoolType pool;
    private final SendRateLimiter sendRateLimiter;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private PoolClient(CognitoIdentityProviderClient client, String poolId, UserPoolType pool) {
        this.client = client;
        this.poolId = poolId;
        this.pool = pool;
        this.sendRateLimiter =
                new SendRateLimiter(LOOKUPS_PER_SECOND, InstantSource.system(), QueueAccess.WAITER);
    }

    /**
     * Reads the pool's description.
     *
     * @throws CommandException if there is no such pool, or it may not be read
     */
    public static PoolClient open(String poolId) {
        CognitoIdentityProviderClient client;
        try {
            client =
                    CognitoIdentityProviderClient.builder()
                            .httpClientBuilder(
                                    Apache5HttpClient.builder().maxConnections(PARALLEL + 1))
                            .overrideConfiguration(c ->
                                    c.apiCallTimeout(TIMEOUT)
                                            .retryStrategy(
                                                    AwsRetryStrategy.adaptiveRetryStrategy()
                                                            .toBuilder()
                                                            .maxAttempts(ATTEMPTS)
                                                            .build()))
                            .build();
        } catch (SdkException e) {
            throw failed("a client for Cognito", e);
        }
        try {
            UserPoolType pool = client.describeUserPool(r -> r.userPoolId(poolId)).userPool();
            return new PoolClient(client, poolId, pool);
        } catch (SdkException e) {
            client.close();
            throw failed("DescribeUserPool on " + poolId, e);
        }
    }

    @Override
    public PoolRules rules() {
        return PoolPolicy.of(pool);
    }

    @Override
    public boolean caseSensitive() {
        return PoolPolicy.caseSensitive(pool);
    }

    @Override
    public Set<String> taken(List<String> usernames) throws InterruptedException {
        Semaphore free = new Semaphore(PARALLEL);
        List<Future<Boolean>> lookups = new ArrayList<>();
        for (String username : usernames) {
            sendRateLimiter.await(1);
            free.acquire();
            lookups.add(
                    threads.submit(() -> {
                        try {
                            return isTaken(username);
                        } finally {
                            free.release();
                        }
                    }));
        }
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < lookups.size(); i++) {
            try {
                if (lookups.get(i).get()) {
                    taken.add(usernames.get(i));
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof CommandException known
                        ? known
                        : CommandException.failed("AdminGetUser failed with a bug");
            }
        }
        return taken;
    }

    private boolean isTaken(String username) {
        try {
            var _ = client.adminGetUser(r -> r.userPoolId(poolId).username(username));
            return true;
        } catch (UserNotFoundException e) {
            return false;
        } catch (SdkException e) {
            throw failed("AdminGetUser", e);
        }
    }

    /** Leaves out Cognito's own text, which can quote the request. */
    private static CommandException failed(String call, SdkException e) {
        String code =
                e instanceof AwsServiceException service && service.awsErrorDetails() != null
                        ? service.awsErrorDetails().errorCode()
                        : e.getClass().getSimpleName();
        return CommandException.failed(
                "%s failed: %s; check USHER_USER_POOL_ID, AWS_REGION and the permissions"
                        .formatted(call, code));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}
