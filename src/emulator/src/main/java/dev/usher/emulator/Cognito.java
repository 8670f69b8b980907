package dev.usher.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * A strict emulator of Amazon Cognito user pools: what Cognito refuses, it refuses. Each rule names
 * its source where it stands. What it does not have: Lambda triggers, SRP, self sign-up, hosted
 * pages, federation.
 */
public final class Cognito {
    private final Map<String, Operation> operations = new HashMap<>();
    private final Calls calls = new Calls();
    private final Outbox outbox = new Outbox();
    private final SigningKey key = new SigningKey();
    private final Quotas quotas;
    private final Pools pools;
    private final CreateUser createUser;
    private final InstantSource clock;

    /**
     * An account without pools.
     *
     * @param region named in pool ids and in the tokens' issuer
     */
    Cognito(InstantSource clock, String region, boolean quotas) {
        this.clock = clock;
        this.quotas = new Quotas(clock, quotas);
        this.pools = new Pools(clock, region);
        this.createUser = new CreateUser(pools, outbox, clock);
        Sessions sessions = new Sessions(clock);
        Conversation conversation = new Conversation(sessions, outbox, clock);
        RefreshTokens refreshTokens = new RefreshTokens(clock);
        Tokens tokens = new Tokens(key, refreshTokens, clock, region);
        Refresh refresh = new Refresh(pools, refreshTokens, tokens);
        UserOperations users = new UserOperations(pools, clock);
        Passwords passwords = new Passwords(users, outbox, clock);

        operations.putAll(pools.operations());
        operations.putAll(new Clients(pools, clock).operations());
        operations.putAll(users.operations());
        operations.putAll(passwords.operations());
        operations.putAll(new Groups(pools, users, clock).operations());
        operations.putAll(refresh.operations());
        operations.put("AdminCreateUser", createUser);
        operations.put("ListUsers", new ListUsers(pools));
        operations.put(
                "AdminInitiateAuth", new SignIn(pools, passwords, conversation, tokens, refresh));
        operations.put(
                "AdminRespondToAuthChallenge",
                new Challenges(pools, sessions, passwords, conversation, tokens, clock));
    }

    /**
     * Calls an operation without a socket in between.
     *
     * @param operation Cognito's name, such as {@code AdminCreateUser}
     * @param input the request as on the wire
     * @throws AwsError if Cognito would refuse
     */
    public ObjectNode call(String operation, JsonNode input) {
        Operation known = operations.get(operation);
        if (known == null) {
            throw AwsError.of("UnknownOperationException", "");
        }
        calls.count(operation);
        quotas.take(operation);
        return known.answer(new Input(input));
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
        User user = pools.pool(poolId).user(username);
        synchronized (user) {
            return user.lockout.count();
        }
    }

    /** A text that differs whenever anything at all of the user does, its password included. */
    public String snapshot(String poolId, String username) {
        User user = pools.pool(poolId).user(username);
        synchronized (user) {
            return user.snapshot();
        }
    }

    /**
     * Puts a user into a status that no operation here leads to.
     *
     * @param status Cognito's UserStatus
     */
    public void force(String poolId, String username, String status) {
        User user = pools.pool(poolId).user(username);
        synchronized (user) {
            user.status(User.Status.valueOf(status), clock.millis());
        }
    }
}
