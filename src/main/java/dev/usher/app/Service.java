package dev.usher.app;

import dev.usher.flow.OperatorFault;
import dev.usher.observe.HealthServer;
import dev.usher.queue.QueueException;
import dev.usher.queue.Worker;
import dev.usher.queue.WorkerState;
import dev.usher.settings.SecretUnusable;
import dev.usher.settings.Settings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The worker with everything it needs, from start to stop, one loop a lane. What is not there yet
 * when it starts (a queue, the secret, a permission) is waited for, and said in the log and on the
 * readiness page.
 */
public final class Service {
    private static final Logger log = LoggerFactory.getLogger(Service.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Settings settings;
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile List<Worker> workers = List.of();
    private volatile boolean hurried;
    private volatile @Nullable String missing;

    public Service(Settings settings) {
        this.settings = settings;
    }

    public PrometheusMeterRegistry meters() {
        return meters;
    }

    /**
     * Works until {@link #stop()}; returns when nothing is in hand any more.
     *
     * @throws CannotStart if the settings ask for what can't be
     */
    public void run() throws InterruptedException {
        settings.describe().forEach(line -> log.info("{}", line));
        try (HealthServer health =
                HealthServer.start(
                        settings.observation().httpAddress().host(),
                        settings.observation().httpAddress().port(),
                        new Health(),
                        meters)) {
            log.info("health and metrics on port {}", health.port());
            work();
        } finally {
            stopped.countDown();
        }
    }

    /** Asks it to stop, and waits until it has; asked again meanwhile, it stops at once. */
    public void stop() {
        if (stopRequested.getCount() == 0) {
            hurried = true;
            workers.forEach(Worker::hurry);
        }
        stopRequested.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (stopRequested.getCount() > 0) {
            try (Wiring wiring = new Wiring(settings, meters)) {
                List<Worker> ready = wiring.workers();
                missing = null;
                ready.forEach(Worker::start);
                workers = ready;
                stopRequested.await();
                if (hurried) {
                    ready.forEach(Worker::hurry);
                }
                stop(ready);
                return;
            } catch (OperatorFault | QueueException | SecretUnusable e) {
                awaitMend(String.valueOf(e.getMessage()), pause);
            } catch (SdkException e) {
                // Its message may quote what was sent or answered.
                awaitMend("the AWS SDK ended in " + e.getClass().getSimpleName(), pause);
            }
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
    }

    /** All at once: they share the time that a stop may take. */
    private static void stop(List<Worker> workers) throws InterruptedException {
        List<Thread> stops =
                workers.stream()
                        .map(worker -> Thread.ofVirtual().name("usher-stop").start(worker::stop))
                        .toList();
        for (Thread each : stops) {
            each.join();
        }
    }

    private void awaitMend(String what, Duration pause) throws InterruptedException {
        missing = what;
        log.error("cannot start yet, trying again in {} s: {}", pause.toSeconds(), what);
        if (stopRequested.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            log.info("stopping before the start");
        }
    }

    private final class Health implements HealthServer.Health {
        @Override
        public List<String> livenessProblems() {
            return workers.stream().allMatch(Worker::alive)
                    ? List.of()
                    : List.of("the worker's loop has died; restart the process");
        }

        @Override
        public List<String> readinessProblems() {
            List<Worker> running = workers;
            if (running.isEmpty()) {
                String lacking = missing;
                return List.of(lacking == null ? "starting" : "starting: " + lacking);
            }
            return running.stream().flatMap(this::problems).distinct().toList();
        }

        private Stream<String> problems(Worker worker) {
            return switch (worker.state()) {
                case WorkerState.Polling polling -> silence(worker);
                case WorkerState.Starting starting -> Stream.of("starting");
                case WorkerState.Held(String fault, var since) ->
                        Stream.of("held since " + since + ": " + fault);
                case WorkerState.Draining(int inHand) ->
                        Stream.of("draining, " + inHand + " in hand");
                case WorkerState.Stopped over -> Stream.of("stopped");
                case WorkerState.Broken(String error) -> Stream.of("broken: " + error);
            };
        }

        /** A loop that neither works nor says why would look well otherwise. */
        private Stream<String> silence(Worker worker) {
            Instant last = worker.lastTurn();
            Instant due = Instant.now().minus(settings.queues().pollWait()).minus(LONGEST_SILENCE);
            return last == null || last.isAfter(due)
                    ? Stream.empty()
                    : Stream.of("no poll has come back since " + last);
        }
    }
}
