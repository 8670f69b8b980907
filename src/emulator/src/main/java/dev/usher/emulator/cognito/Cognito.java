package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.AwsOperation;
import dev.usher.emulator.protocol.AwsService;
import dev.usher.emulator.protocol.CallCounts;
import dev.usher.emulator.protocol.OperationInput;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A strict emulator of Amazon Cognito user pools: it refuses what Cognito refuses. Each rule names
 * its source. It has no Lambda triggers, SRP, self sign-up, hosted pages or federation.
 */
public final class Cognito implements AwsService {
    /** What X-Amz-Target has before the dot. */
    public static final String TARGET = "AWSCognitoIdentityProviderService";

    /** A tag that gives a pool its id, for settings written beforehand; AWS has no such tag. */
    public static final String POOL_ID_TAG = "_custom_id_";

    /** The same for the pool's first app client. */
    public static final String CLIENT_ID_TAG = "_custom_client_id_";

    private final Map<String, AwsOperation> operations = new HashMap<>();
    private final CallCounts calls = new CallCounts();
    private final Outbox outbox = new Outbox();
    private final SigningKey key = new SigningKey();
    private final Quotas quotas;
    private final PoolOperations pools;
    private final CreateUser createUser;
    private final InstantSource clock;

    /**
     * An account without pools.
     *
     * @param region named in pool ids and in the tokens' issuer
     */
    public Cognito(InstantSource clock, String region, boolean quotas) {
        this.clock = clock;
        this.quotas = new Quotas(clock, quotas);
        this.pools = new PoolOperations(clock, region);
        this.createUser = new CreateUser(pools, outbox, clock);
        ChallengeSessions sessions = new ChallengeSessions(clock);
        ChallengeSequence challenges = new ChallengeSequence(sessions, outbox, clock);
        RefreshTokens refreshTokens = new RefreshTokens(clock);
        TokenIssuer tokens = new TokenIssuer(key, refreshTokens, clock, region);
        RefreshOperations refresh = new RefreshOperations(pools, refreshTokens, tokens);
        UserOperations users = new UserOperations(pools, clock);
        PasswordOperations passwords = new PasswordOperations(users, outbox, clock);

        operations.putAll(pools.operations());
        operations.putAll(new AppClientOperations(pools, clock).operations());
        operations.putAll(users.operations());
        operations.putAll(passwords.operations());
        operations.putAll(new GroupOperations(pools, users, clock).operations());
        operations.putAll(refresh.operations());
        operations.put("AdminCreateUser", createUser);
        operations.put("ListUsers", new ListUsers(pools));
        operations.put(
                "AdminInitiateAuth",
                new InitiateAuth(pools, passwords, challenges, tokens, refresh));
        operations.put(
                "AdminRespondToAuthChallenge",
                new RespondToChallenge(pools, sessions, passwords, challenges, tokens, clock));
    }

    @Override
    public String name() {
        return "cognito-idp";
    }

    @Override
    public boolean has(String operation) {
        return operations.containsKey(operation);
    }

    /** The model gives these the auth type none. */
    @Override
    public boolean signed(String operation) {
        return !operation.equals("GetTokensFromRefreshToken") && !operation.equals("RevokeToken");
    }

    @Override
    public ObjectNode call(String operation, JsonNode input) {
        AwsOperation known = operations.get(operation);
        if (known == null) {
            throw AwsError.unknownOperation(name(), operation);
        }
        calls.count(operation);
        quotas.take(operation);
        return known.answer(new OperationInput(input));
    }

    /** How often each operation was called, the refused and throttled calls included. */
    public Map<String, Long> callCounts() {
        return calls.counts();
    }

    public Quotas quotas() {
        return quotas;
    }

    /** What was sent by e-mail and SMS, and whether that works. */
    public Outbox outbox() {
        return outbox;
    }

    /** The JSON Web Key Set that proves the tokens. */
    public ObjectNode keySet() {
        return key.keySet();
    }

    /** Whether AdminCreateUser refuses users without the attributes that the pool requires. */
    public void requireAttributesAtOnce(boolean require) {
        createUser.requireAttributesAtOnce(require);
    }

    /** How many sign-ins failed since the last good one. */
    public int failedSignIns(String poolId, String username) {
        StoredUser user = pools.pool(poolId).user(username);
        synchronized (user) {
            return user.lockout.count();
        }
    }

    /** A text that differs whenever anything at all of the user does, its password included. */
    public String snapshot(String poolId, String username) {
        StoredUser user = pools.pool(poolId).user(username);
        synchronized (user) {
            return user.snapshot();
        }
    }

    /**
     * Sets a status that no operation here leads to.
     *
     * @param status Cognito's UserStatus
     */
    public void force(String poolId, String username, String status) {
        StoredUser user = pools.pool(poolId).user(username);
        synchronized (user) {
            user.status(StoredUser.Status.valueOf(status), clock.millis());
        }
    }
}
