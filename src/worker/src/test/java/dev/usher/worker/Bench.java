package dev.usher.worker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.usher.flow.Delivery;
import dev.usher.flow.Handler;
import dev.usher.flow.HandlerResult;
import dev.usher.message.Result;
import dev.usher.runtime.Waiter;
import dev.usher.runtime.WorkerRuntime;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys;
import dev.usher.sqs.FakeQueue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/** A worker among fake queues, with everything that a test may want to change. */
public final class Bench {
    static final Keys KEYS = new Keys(new byte[32]);

    static {
        // Thousands of failures on purpose; the tests that look at the log attach themselves to it.
        ((Logger) LoggerFactory.getLogger("dev.usher.worker")).setLevel(Level.OFF);
    }

    final VirtualTime time = new VirtualTime();
    final FakeQueue requests;
    final FakeQueue replies;
    final FakeQueue others;
    final FakeQueue deadLetters;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final long seed = System.nanoTime();
    InstantSource clock = time;
    Waiter waiter = time;
    Handler handler = delivery -> answered();
    BooleanSupplier probe = () -> true;
    BooleanSupplier mayPoll = () -> true;
    boolean plainUsernames;
    List<Keys> keys = List.of(KEYS);
    Permits permits = new Permits(64);
    Duration visibilityTimeout = Duration.ofSeconds(60);
    public Duration pollWait = Duration.ofMillis(20);
    Duration drainTimeout = Duration.ofSeconds(10);
    Duration longestWork = Worker.Options.LONGEST_WORK;

    public Bench() {
        this("");
    }

    /** All queues FIFO ones. */
    static Bench fifo() {
        return new Bench(".fifo");
    }

    private Bench(String suffix) {
        // What is awaited here is a matter of microseconds; set back before the next class.
        Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        requests = new ShorthandQueue("requests" + suffix, () -> clock.instant());
        replies = new ShorthandQueue("replies" + suffix, () -> clock.instant());
        others = new ShorthandQueue("others" + suffix, () -> clock.instant());
        deadLetters = new ShorthandQueue("dead" + suffix, () -> clock.instant());
    }

    WorkerRuntime runtime() {
        System.out.println("seed " + seed);
        return new WorkerRuntime(clock, waiter, new Random(seed), registry);
    }

    public Worker worker() {
        return worker(new Lane(requests, deadLetters, replies, Map.of("others", others), mayPoll));
    }

    public Worker worker(Lane lane) {
        return new Worker(
                new Worker.Options(visibilityTimeout, pollWait, drainTimeout, longestWork),
                permits,
                lane,
                new MessageHandling(
                        delivery -> handler.handle(delivery), keyRing(), probe, plainUsernames),
                runtime());
    }

    KeyRing keyRing() {
        return new KeyRing() {
            @Override
            public List<Keys> versions() {
                return keys;
            }

            @Override
            public List<Keys> reread() {
                return keys;
            }
        };
    }

    static HandlerResult answered() {
        return new HandlerResult.Answered(
                new Result.Succeeded(new Result.User("u", null, null), null), false, 1);
    }

    static String username(Delivery delivery) {
        return delivery.request().username();
    }
}
