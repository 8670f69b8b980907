package dev.usher.flow;

import dev.usher.cognito.EmbeddedPool;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The real userPool, over HTTP, on an emulator that is as strict as Cognito. */
class CognitoUserPoolTest extends UserPoolContract {
    private static EmbeddedPool embedded;
    private UserPool userPool;

    @BeforeAll
    static void start() {
        embedded = new EmbeddedPool();
    }

    @AfterAll
    static void stop() {
        embedded.close();
    }

    @BeforeEach
    void fresh() {
        embedded.fresh();
        embedded.sdk.createGroup(r -> r.userPoolId(embedded.poolId()).groupName("readers"));
        userPool = embedded.userPool();
    }

    @Override
    UserPool userPool() {
        return userPool;
    }

    @Override
    Instant now() {
        return embedded.now;
    }

    @Override
    void pass(Duration duration) {
        embedded.now = embedded.now.plus(duration);
    }

    @Override
    void disable(String username) {
        embedded.sdk.adminDisableUser(r -> r.userPoolId(embedded.poolId()).username(username));
    }

    @Override
    void requireReset(String username) {
        embedded.aws.cognito().force(embedded.poolId(), username, "RESET_REQUIRED");
    }
}
