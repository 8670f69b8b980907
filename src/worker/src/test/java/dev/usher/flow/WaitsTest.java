package dev.usher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Request.Finish;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whoever holds a message hears of every wait for quota of its attempt. */
final class WaitsTest {
    private final List<String> told = new ArrayList<>();

    private final Delivery.InFlight lease =
            new Delivery.InFlight() {
                @Override
                public boolean held() {
                    return true;
                }

                @Override
                public void waits() {
                    told.add("waits");
                }

                @Override
                public void goesOn() {
                    told.add("goes on");
                }
            };

    @Test
    void of_a_sign_up_and_of_one_that_comes_again() {
        try (World world = new World(true)) {
            List<String> calls = new ArrayList<>();
            world.gate =
                    new World.Gate() {
                        @Override
                        public <R> R pass(String operation, Fence fence, Supplier<R> effect) {
                            if (operation.equals("signIn") || operation.equals("setNewPassword")) {
                                calls.add(operation);
                                fence.waits();
                                fence.goesOn();
                            }
                            return World.straight(operation, fence, effect);
                        }
                    };
            deliver(world, 1);
            assertThat(calls).containsExactly("signIn", "setNewPassword");
            assertThat(told).containsExactly("waits", "goes on", "waits", "goes on");
            told.clear();
            deliver(world, 2);
            assertThat(told).containsExactly("waits", "goes on");
        }
    }

    private void deliver(World world, int receiveCount) {
        HandlerResult handlerResult =
                world.requestHandler.handle(
                        new Delivery(
                                World.signUp(World.PASSWORD, Finish.TOKENS),
                                "message-1",
                                World.START,
                                receiveCount > 1,
                                receiveCount,
                                lease));
        assertThat(handlerResult).isInstanceOf(HandlerResult.Answered.class);
    }
}
