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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One worker with everything it needs, from start to stop. What is not there yet when it starts (a
 * queue, the secret, a permission) is waited for, and said in the log and on the readiness page.
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
    private volatile @Nullable Worker worker;
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
        Worker running = worker;
        if (stopRequested.getCount() == 0 && running != null) {
            running.stop();
        }
        // The first time the thread in work() stops the worker; asked by two, it would not drain.
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
                Worker ready = wiring.worker();
                missing = null;
                ready.start();
                worker = ready;
                stopRequested.await();
                ready.stop();
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
            Worker running = worker;
            return running == null || running.alive()
                    ? List.of()
                    : List.of("the worker's loop has died; restart the process");
        }

        @Override
        public List<String> readinessProblems() {
            Worker running = worker;
            if (running == null) {
                String lacking = missing;
                return List.of(lacking == null ? "starting" : "starting: " + lacking);
            }
            return switch (running.state()) {
                case WorkerState.Polling polling -> silence(running);
                case WorkerState.Starting starting -> List.of("starting");
                case WorkerState.Held(String fault, var since) ->
                        List.of("held since " + since + ": " + fault);
                case WorkerState.Draining(int inHand) ->
                        List.of("draining, " + inHand + " in hand");
                case WorkerState.Stopped over -> List.of("stopped");
                case WorkerState.Broken(String error) -> List.of("broken: " + error);
            };
        }

        /** A loop that neither works nor says why would look well otherwise. */
        private List<String> silence(Worker running) {
            Instant last = running.lastPoll();
            Instant due = Instant.now().minus(settings.queues().pollWait()).minus(LONGEST_SILENCE);
            return last == null || last.isAfter(due)
                    ? List.of()
                    : List.of("no poll has come back since " + last);
        }
    }
}
