package dev.usher.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

class FakeUserPoolTest extends UserPoolContract {
    private Instant now = World.START;
    private final FakeUserPool fake =
            new FakeUserPool(
                    () -> now,
                    new FakeUserPool.Around() {
                        @Override
                        public <R> R call(String operation, Fence fence, Supplier<R> effect) {
                            return World.straight(operation, fence, effect);
                        }
                    });
    private final UserPool userPool = fake.behind(Fence.OPEN);

    @Override
    UserPool userPool() {
        return userPool;
    }

    @Override
    Instant now() {
        return now;
    }

    @Override
    void pass(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    void disable(String username) {
        fake.users.get(username).enabled = false;
    }

    @Override
    void requireReset(String username) {
        fake.users.get(username).status = "RESET_REQUIRED";
    }
}
