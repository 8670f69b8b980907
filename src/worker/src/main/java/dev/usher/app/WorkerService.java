package dev.usher.app;

import dev.usher.flow.OperatorFault;
import dev.usher.observe.HealthServer;
import dev.usher.observe.RuntimeMeters;
import dev.usher.secrets.SecretUnusable;
import dev.usher.settings.Settings;
import dev.usher.sqs.QueueException;
import dev.usher.worker.Worker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The worker with everything it needs, from start to stop, one loop per lane. The start waits for
 * what is missing (a queue, the secret, a permission), and reports it in the log and on the
 * readiness page.
 */
public final class WorkerService {
    private static final Logger log = LoggerFactory.getLogger(WorkerService.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Settings settings;
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile List<Worker> workers = List.of();
    private final Function<MeterRegistry, Workers> factory;
    private final ServiceHealth serviceHealth = new ServiceHealth();
    private volatile boolean stopNow;

    public WorkerService(Settings settings) {
        this(settings, meters -> new Wiring(settings, meters));
    }

    /**
     * @param factory makes new workers at each try to start
     */
    WorkerService(Settings settings, Function<MeterRegistry, Workers> factory) {
        this.settings = settings;
        this.factory = factory;
    }

    public PrometheusMeterRegistry meters() {
        return meters;
    }

    /**
     * Works until {@link #stop()}; returns when no message is in flight any more.
     *
     * @throws CannotStart if the settings are wrong in a way that waiting does not fix
     */
    public void run() throws InterruptedException {
        settings.describe().forEach(line -> log.info("{}", line));
        try (RuntimeMeters _ = new RuntimeMeters(meters, version());
                HealthServer server =
                        HealthServer.start(
                                settings.observation().httpAddress().host(),
                                settings.observation().httpAddress().port(),
                                serviceHealth,
                                meters)) {
            Gauge.builder(
                            "usher.ready",
                            serviceHealth,
                            each -> each.readinessProblems().isEmpty() ? 1 : 0)
                    .description("1 while /readyz says so")
                    .register(meters);
            log.info("health and metrics on port {}", server.port());
            work();
        } finally {
            stopped.countDown();
        }
    }

    private static String version() {
        String version = WorkerService.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /**
     * Stops the service and waits for its end; a second call meanwhile ends the wait for work in
     * progress.
     */
    public void stop() {
        if (stopRequested.getCount() == 0) {
            stopNow = true;
            workers.forEach(Worker::endDrain);
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
            try (Workers made = factory.apply(meters)) {
                List<Worker> ready = made.workers();
                serviceHealth.missing(null);
                ready.forEach(Worker::start);
                workers = ready;
                serviceHealth.started(ready);
                stopRequested.await();
                if (stopNow) {
                    ready.forEach(Worker::endDrain);
                }
                stop(ready);
                return;
            } catch (OperatorFault | QueueException | SecretUnusable e) {
                awaitFix(String.valueOf(e.getMessage()), pause);
            } catch (SdkException e) {
                // Its message may quote a request or a response.
                awaitFix(
                        "the AWS SDK ended in "
                                + e.getClass().getSimpleName()
                                + "; check AWS_REGION, AWS_ENDPOINT_URL (which begins with http:// or https://)"
                                + " and the credentials",
                        pause);
            }
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
    }

    /** In parallel: they share the time that a stop may take. */
    private static void stop(List<Worker> workers) throws InterruptedException {
        List<Thread> stops =
                workers.stream()
                        .map(worker -> Thread.ofVirtual().name("usher-stop").start(worker::stop))
                        .toList();
        for (Thread each : stops) {
            each.join();
        }
    }

    private void awaitFix(String what, Duration pause) throws InterruptedException {
        serviceHealth.missing(what);
        log.error("cannot start yet, trying again in {} s: {}", pause.toSeconds(), what);
        if (stopRequested.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            log.info("stopping before the start");
        }
    }
}
