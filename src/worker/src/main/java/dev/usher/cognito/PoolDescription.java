package dev.usher.cognito;

import dev.usher.cognito.CognitoCalls.Answer;
import dev.usher.flow.CognitoOutage;
import dev.usher.flow.Fence;
import dev.usher.flow.OperatorFault;
import dev.usher.flow.PoolRules;
import dev.usher.flow.TransientFault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.FeatureType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RefreshTokenRotationType;

/**
 * The settings of the pool and its client, read every few minutes. A role that may not describe
 * them can still sign users up: then Cognito itself refuses, later.
 */
final class PoolDescription {
    private static final Logger log = LoggerFactory.getLogger(PoolDescription.class);
    private static final Duration FRESH_FOR = Duration.ofMinutes(5);

    private static final Duration RETRY = Duration.ofSeconds(30);

    private final CognitoCalls cognitoCalls;
    private final OutageProbe outageProbe;
    private final CognitoIdentityProviderClient client;
    private final PoolIds pool;
    private final InstantSource clock;
    private @Nullable Known known;

    private record Known(PoolRules rules, boolean rotates, Instant readAt) {}

    PoolDescription(
            CognitoCalls cognitoCalls,
            OutageProbe outageProbe,
            CognitoIdentityProviderClient client,
            PoolIds pool,
            InstantSource clock) {
        this.cognitoCalls = cognitoCalls;
        this.outageProbe = outageProbe;
        this.client = client;
        this.pool = pool;
        this.clock = clock;
    }

    PoolRules rules(Fence fence) {
        return known(fence).rules();
    }

    boolean rotates(Fence fence) {
        return known(fence).rotates();
    }

    /** Another attempt may be reading it now, and wait for its turn. */
    private Known known(Fence fence) {
        fence.waits();
        try {
            return known();
        } finally {
            fence.goesOn();
        }
    }

    /** Reads it again next time: Cognito refused what these rules would have allowed. */
    synchronized void forget() {
        known = null;
    }

    private synchronized Known known() {
        Instant now = clock.instant();
        if (known == null || known.readAt().plus(FRESH_FOR).isBefore(now)) {
            try {
                known =
                        new Known(
                                orWithout("DescribeUserPool", this::readRules, PoolRules.UNKNOWN),
                                orWithout("DescribeUserPoolClient", this::readRotation, false),
                                now);
            } catch (TransientFault | CognitoOutage fault) {
                if (known == null) {
                    throw fault;
                }
                // Use what was read before for a while.
                known = new Known(known.rules(), known.rotates(), now.minus(FRESH_FOR).plus(RETRY));
            }
        }
        return known;
    }

    private <T> T orWithout(String operation, Supplier<T> read, T unknown) {
        try {
            return read.get();
        } catch (OperatorFault fault) {
            if (!outageProbe.inOrder()) {
                throw fault;
            }
            log.warn("going on without {}: {}", operation, fault.what());
            return unknown;
        }
    }

    private PoolRules readRules() {
        return PoolPolicy.of(
                done(cognitoCalls.call(
                                CognitoOperation.DESCRIBE_USER_POOL,
                                CognitoCalls.Caller.NO_REQUEST,
                                () -> client.describeUserPool(r -> r.userPoolId(pool.poolId()))))
                        .userPool());
    }

    private boolean readRotation() {
        RefreshTokenRotationType rotation =
                done(cognitoCalls.call(
                                CognitoOperation.DESCRIBE_USER_POOL_CLIENT,
                                CognitoCalls.Caller.NO_REQUEST,
                                () ->
                                        client.describeUserPoolClient(r ->
                                                r.userPoolId(pool.poolId())
                                                        .clientId(pool.clientId()))))
                        .userPoolClient()
                        .refreshTokenRotation();
        return rotation != null && rotation.feature() == FeatureType.ENABLED;
    }

    private static <R> R done(Answer<R> answer) {
        return switch (answer) {
            case Answer.Done<R> done -> done.response();
            case Answer.Refused<R> refused ->
                    throw new TransientFault(refused.refusal().cognitoError(), false);
        };
    }
}
