package dev.usher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.HandlerResult;
import dev.usher.flow.OperatorFault;
import dev.usher.message.Result;
import dev.usher.runtime.WorkerRuntime;
import dev.usher.secrets.KeyRing;
import dev.usher.secrets.Keys;
import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.QueueException;
import dev.usher.worker.Lane;
import dev.usher.worker.MessageHandling;
import dev.usher.worker.Permits;
import dev.usher.worker.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The health pages of a service, over HTTP, among queues that fail as told. */
class ServiceHealthTest {
    /** As often as Prometheus looks, or Kubernetes. */
    private static final Duration A_SCRAPE = Duration.ofSeconds(10);

    private static final Keys KEYS = new Keys(new byte[32]);

    private final FakeQueue requests = new FakeQueue("requests", InstantSource.system());
    private final FakeQueue bulk = new FakeQueue("bulk", InstantSource.system());
    private final FakeQueue replies = new FakeQueue("replies", InstantSource.system());
    private final FakeQueue deadLetters = new FakeQueue("dead", InstantSource.system());
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger failures = new AtomicInteger();
    private final RunningService service = new RunningService(this::crew);

    @AfterEach
    void stop() {
        release.countDown();
        service.close();
    }

    private Workers crew(MeterRegistry meters) {
        Permits.Lanes permits = Permits.lanes(8);
        List<Worker> workers = new ArrayList<>();
        workers.add(worker(requests, permits.interactive(), meters));
        workers.add(worker(bulk, permits.bulk(), meters));
        return new Workers() {
            @Override
            public List<Worker> workers() {
                if (failures.getAndDecrement() > 0) {
                    throw new OperatorFault("no pool; make one");
                }
                return workers;
            }

            @Override
            public void close() {}
        };
    }

    private Worker worker(FakeQueue queue, Permits permits, MeterRegistry meters) {
        KeyRing keys =
                new KeyRing() {
                    @Override
                    public List<Keys> versions() {
                        return List.of(KEYS);
                    }

                    @Override
                    public List<Keys> reread() {
                        return List.of(KEYS);
                    }
                };
        HandlerResult answered =
                new HandlerResult.Answered(
                        new Result.Succeeded(new Result.User("u", null, null), null), false, 1);
        return new Worker(
                new Worker.Options(
                        Duration.ofSeconds(3),
                        Duration.ofMillis(20),
                        Duration.ofSeconds(10),
                        Duration.ofHours(1)),
                permits,
                new Lane(queue, deadLetters, replies, Map.of()),
                new MessageHandling(
                        delivery -> {
                            if (delivery.request().id().startsWith("slow")) {
                                awaitRelease();
                            }
                            return answered;
                        },
                        keys,
                        () -> true,
                        false),
                new WorkerRuntime(InstantSource.system(), Thread::sleep, new Random(1), meters));
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void an_Error_that_kills_the_poll_thread_turns_the_liveness_page_red() throws Exception {
        service.awaitReadiness("200");
        assertThat(service.page("/livez")).matches("(?s)200 ok\nrequests: last poll \\d+ s ago.*");

        requests.receiveError(new NoClassDefFoundError("planted"));

        await().atMost(A_SCRAPE).until(() -> service.page("/livez").startsWith("503 "));
        assertThat(service.page("/livez"))
                .isEqualTo(
                        "503 requests: a thread has died that the worker needs:"
                                + " java.lang.NoClassDefFoundError\n");
        assertThat(service.page("/readyz"))
                .startsWith("503 broken: java.lang.NoClassDefFoundError");
        assertThat(scrape().sum("usher_ready")).isZero();
    }

    @Test
    void an_Error_on_the_bulk_lane_does_so_too() throws Exception {
        service.awaitReadiness("200");
        bulk.receiveError(new StackOverflowError());
        await().atMost(A_SCRAPE).until(() -> service.page("/livez").startsWith("503 bulk: "));
    }

    @Test
    void an_Error_that_kills_the_heartbeat_does_so_too() throws Exception {
        service.awaitReadiness("200");
        requests.fault((operation, entry) -> {
            if (operation.equals("changeVisibility")) {
                throw new OutOfMemoryError("planted");
            }
            return null;
        });
        requests.put(signIn("slow"));
        // The first beat that has something to extend comes after a third of the lease.
        await().atMost(A_SCRAPE)
                .until(() -> service.page("/livez").startsWith("503 requests: a thread has died"));
    }

    @Test
    void polls_that_fail_leave_it_green_and_make_the_service_unready() throws Exception {
        service.awaitReadiness("200");
        assertThat(scrape().sum("usher_ready")).isEqualTo(1);
        requests.probe(new Outcome.Retryable("Lost"));
        requests.receiveFault(new QueueException("requests", "ReceiveMessage", "Lost"));
        service.awaitReadiness("503 polling is paused since");
        assertThat(service.page("/livez")).startsWith("200 ok\n");
        assertThat(scrape().sum("usher_held", "queue", "requests")).isEqualTo(1);
        assertThat(scrape().sum("usher_held", "queue", "bulk")).isZero();
        assertThat(scrape().sum("usher_ready")).isZero();
        requests.receiveFault(null);
        requests.probe(Outcome.DONE);
        service.awaitReadiness("200");
    }

    @Test
    void a_drain_leaves_it_green() throws Exception {
        service.awaitReadiness("200");
        requests.put(signIn("slow"));
        await().until(() -> scrape().sum("usher_in_hand", "queue", "requests") == 1);
        Thread stop = Thread.ofVirtual().start(service::close);
        service.awaitReadiness("503 draining, 1 in hand");
        assertThat(service.page("/livez")).startsWith("200 ok\nrequests: last poll");
        assertThat(scrape().sum("usher_ready")).isZero();
        release.countDown();
        stop.join();
    }

    @Test
    void a_start_that_failed_leaves_no_gauges_behind() throws Exception {
        service.close();
        failures.set(Integer.MAX_VALUE);
        try (RunningService again = new RunningService(this::crew)) {
            again.awaitReadiness("503 starting: no pool");
            assertThat(again.page("/livez")).isEqualTo("200 ok\nstarting: no pool; make one\n");
            failures.set(0);
            again.awaitReadiness("200");
            for (String queue : List.of("requests", "bulk")) {
                FakeQueue each = queue.equals("bulk") ? bulk : requests;
                each.put(signIn("slow-" + queue));
                await().until(() ->
                        Scrape.of(again.page("/metrics").substring(4))
                                        .sum("usher_in_hand", "queue", queue)
                                == 1);
            }
            release.countDown();
        }
    }

    private static String signIn(String id) {
        return Desk.request("signin", id).put("username", "ann").put("password", "x").toString();
    }

    private Scrape scrape() throws Exception {
        return Scrape.of(service.page("/metrics").substring(4));
    }
}
