package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Cognito's request quotas: one token bucket per category for the whole account, of one second's
 * capacity.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations">API
 *     request rate quotas</a>
 */
public final class Quotas {
    /** A category, with AWS's default rate. */
    public enum Category {
        USER_CREATION(50),
        USER_AUTHENTICATION(120),
        /** Three times as many answers as sign-ins. */
        RESPOND_TO_AUTH_CHALLENGE(360),
        USER_ACCOUNT_RECOVERY(30),
        USER_READ(120),
        USER_UPDATE(25),
        USER_TOKEN(120),
        USER_LIST(30),
        USER_POOL_READ(15),
        USER_POOL_UPDATE(15),
        USER_POOL_RESOURCE_READ(20),
        USER_POOL_RESOURCE_UPDATE(15);

        private final int standard;

        Category(int standard) {
            this.standard = standard;
        }

        /** Requests a second that AWS allows by default. */
        public int standard() {
            return standard;
        }
    }

    private static @Nullable Category category(String operation) {
        return switch (operation) {
            case "AdminCreateUser" -> Category.USER_CREATION;
            case "AdminInitiateAuth", "GetTokensFromRefreshToken" -> Category.USER_AUTHENTICATION;
            case "AdminRespondToAuthChallenge" -> Category.RESPOND_TO_AUTH_CHALLENGE;
            case "AdminSetUserPassword", "AdminResetUserPassword" -> Category.USER_ACCOUNT_RECOVERY;
            case "AdminGetUser" -> Category.USER_READ;
            case "AdminDeleteUser",
                    "AdminDisableUser",
                    "AdminEnableUser",
                    "AdminUpdateUserAttributes",
                    "AdminSetUserMFAPreference",
                    "AdminAddUserToGroup",
                    "AdminRemoveUserFromGroup" ->
                    Category.USER_UPDATE;
            case "AdminUserGlobalSignOut", "RevokeToken" -> Category.USER_TOKEN;
            case "ListUsers", "AdminListGroupsForUser" -> Category.USER_LIST;
            case "DescribeUserPool", "ListUserPools" -> Category.USER_POOL_READ;
            case "CreateUserPool", "UpdateUserPool", "DeleteUserPool" -> Category.USER_POOL_UPDATE;
            case "DescribeUserPoolClient", "ListUserPoolClients", "GetGroup", "ListGroups" ->
                    Category.USER_POOL_RESOURCE_READ;
            case "CreateUserPoolClient", "DeleteUserPoolClient", "CreateGroup" ->
                    Category.USER_POOL_RESOURCE_UPDATE;
            default -> null;
        };
    }

    private static final class Bucket {
        private int rate;
        private double tokens;
        private long filled;

        private Bucket(int rate, long now) {
            this.rate = rate;
            this.tokens = rate;
            this.filled = now;
        }
    }

    private final Map<Category, Bucket> buckets = new EnumMap<>(Category.class);
    private final AtomicLong refused = new AtomicLong();
    private final InstantSource clock;
    private volatile boolean on;

    Quotas(InstantSource clock, boolean on) {
        this.clock = clock;
        this.on = on;
        for (Category category : Category.values()) {
            buckets.put(category, new Bucket(category.standard, clock.millis()));
        }
    }

    /** Turns the quotas on or off. */
    public void hold(boolean hold) {
        on = hold;
    }

    public boolean held() {
        return on;
    }

    /** Gives a category another rate, in requests a second, and a full bucket. */
    public void rate(Category category, int rate) {
        Bucket bucket = bucket(category);
        synchronized (bucket) {
            bucket.rate = rate;
            bucket.tokens = rate;
            bucket.filled = clock.millis();
        }
    }

    /** How many requests were refused so far. */
    public long refused() {
        return refused.get();
    }

    /** The rate in force. */
    public int rate(Category category) {
        Bucket bucket = bucket(category);
        synchronized (bucket) {
            return bucket.rate;
        }
    }

    /**
     * Takes one request from the operation's category.
     *
     * @throws AwsError TooManyRequestsException, HTTP status 400, if there is none left
     */
    void take(String operation) {
        Category category = on ? category(operation) : null;
        if (category == null) {
            return;
        }
        Bucket bucket = bucket(category);
        synchronized (bucket) {
            long now = clock.millis();
            double more = (now - bucket.filled) * bucket.rate / 1000.0;
            bucket.tokens = Math.min(bucket.rate, bucket.tokens + Math.max(0, more));
            bucket.filled = now;
            if (bucket.tokens < 1) {
                refused.incrementAndGet();
                throw AwsError.of("TooManyRequestsException", "Rate exceeded");
            }
            bucket.tokens--;
        }
    }

    private Bucket bucket(Category category) {
        Bucket bucket = buckets.get(category);
        if (bucket == null) {
            throw new IllegalStateException("no bucket for " + category);
        }
        return bucket;
    }
}
