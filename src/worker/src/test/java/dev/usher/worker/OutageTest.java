package dev.usher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.AllowedMembers;
import dev.usher.flow.CognitoOutage;
import dev.usher.flow.FakeUserPool;
import dev.usher.flow.Fence;
import dev.usher.flow.MemoryLedger;
import dev.usher.flow.RequestHandler;
import dev.usher.message.Replies;
import dev.usher.message.Reply;
import dev.usher.message.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ten minutes without Cognito, in virtual time, with everything real but Cognito and SQS. */
final class CognitoOutageTest {
    private static final int REQUESTS = 400;

    private final Bench bench = new Bench();
    private final Random random = new Random(bench.seed);
    private final MemoryLedger ledger = new MemoryLedger();
    private final FakeUserPool users = new FakeUserPool(bench.time, this::call);
    private volatile boolean out;
    private Worker worker;

    @AfterEach
    void stop() {
        worker.stop();
    }

    @Test
    void ten_minutes_of_it_bury_nothing_and_full_speed_is_back_within_five_seconds() {
        bench.probe = () -> !out;
        RequestHandler requestHandler =
                new RequestHandler(
                        new dev.usher.flow.FlowContext(
                                users.behind(Fence.OPEN),
                                bench.keyRing(),
                                new AllowedMembers(group -> true, attribute -> true),
                                bench.time),
                        ledger,
                        new RequestHandler.Rules(5, Duration.ofSeconds(60)));
        bench.handler = requestHandler;
        worker = bench.worker();
        worker.start();

        send(0, REQUESTS / 4);
        await().until(() -> bench.replies.size() >= REQUESTS / 8);
        out = true;
        send(REQUESTS / 4, REQUESTS);
        Instant end = bench.time.instant().plus(Duration.ofMinutes(10));
        while (bench.time.instant().isBefore(end)) {
            step();
        }
        assertThat(worker.state()).isInstanceOf(WorkerState.Paused.class);
        assertThat(bench.replies.size()).as("the outage is one").isLessThan(REQUESTS);
        assertThat(bench.requests.calls("receive"))
                .as("polls while nothing could be done")
                .isLessThan(100);

        out = false;
        Instant over = bench.time.instant();
        while (bench.replies.size() < REQUESTS) {
            step();
        }
        Duration took = Duration.between(over, bench.time.instant());
        System.out.println("all answered " + took.toMillis() + " ms after the end of the outage");
        assertThat(took).isLessThanOrEqualTo(Duration.ofSeconds(5));
        await().until(() -> worker.idle() && bench.requests.size() == 0);
        assertThat(bench.deadLetters.size()).isZero();
        assertThat(bench.replies.contents())
                .extracting(reply -> Replies.read(reply.body()).orElseThrow())
                .allMatch(reply -> reply.result() instanceof Result.Succeeded)
                .allMatch(reply -> reply.attempts() == 1)
                .extracting(Reply::id)
                .doesNotHaveDuplicates()
                .hasSize(REQUESTS);
        assertThat(users.count("CONFIRMED")).isEqualTo(REQUESTS);
    }

    /** Lets time pass once all that can be done without has been done. */
    private void step() {
        await().until(() -> bench.replies.size() == REQUESTS || waitsForTime());
        bench.time.advance(Duration.ofMillis(100));
    }

    private boolean waitsForTime() {
        if (out) {
            return bench.time.waiting() > 0;
        }
        if (worker.state() instanceof WorkerState.Paused) {
            return bench.time.waiting() == 2; // the heartbeat, and the loop until its next probe
        }
        return bench.time.waiting() > 0
                && worker.idle()
                && bench.requests.size() == bench.requests.inFlight();
    }

    private void send(int from, int to) {
        for (int i = from; i < to; i++) {
            bench.requests.put(
                    """
                    {"type":"signup","id":"id-%d","username":"user-%d","password":"correct horse 7"}\
                    """
                            .formatted(i, i));
        }
    }

    /** In an outage some calls have their effect all the same. */
    private synchronized <R> R call(String operation, Fence fence, Supplier<R> effect) {
        fence.check();
        if (!out) {
            return effect.get();
        }
        boolean effective = random.nextBoolean();
        if (effective) {
            R _ = effect.get();
        }
        throw new CognitoOutage("Cognito is out", effective || random.nextBoolean());
    }
}
