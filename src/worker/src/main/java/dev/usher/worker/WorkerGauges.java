package dev.usher.worker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** The gauges of a worker. */
final class WorkerGauges {
    private final String queue;
    private final MeterRegistry registry;

    private WorkerGauges(String queue, MeterRegistry registry) {
        this.queue = queue;
        this.registry = registry;
    }

    static void register(
            String queue,
            MessagesInProgress inProgress,
            PollingBreaker pollingBreaker,
            LoopActivity loopActivity,
            MeterRegistry registry) {
        WorkerGauges workerGauges = new WorkerGauges(queue, registry);
        workerGauges.count(
                "usher.in_hand", "Requests in hand", inProgress, MessagesInProgress::size);
        workerGauges.count(
                "usher.held",
                "1 while polling is paused: an outage, or an operator fault",
                pollingBreaker,
                each -> each.paused() ? 1 : 0);
        workerGauges.seconds(
                "usher.oldest_in_hand",
                "How long the oldest request in hand has been there",
                inProgress,
                each -> seconds(each.oldest()));
        workerGauges.seconds(
                "usher.last_poll_age",
                "Since a poll last succeeded, or since the start before the first",
                loopActivity,
                each -> seconds(each.sincePoll()));
    }

    private <T> void count(String name, String description, T of, ToDoubleFunction<T> value) {
        register(Gauge.builder(name, of, value).description(description), name);
    }

    private <T> void seconds(String name, String description, T of, ToDoubleFunction<T> value) {
        register(Gauge.builder(name, of, value).description(description).baseUnit("seconds"), name);
    }

    private void register(Gauge.Builder<?> gauge, String name) {
        // A start that failed may have left gauges of a worker that never ran.
        registry.find(name).tag("queue", queue).meters().forEach(registry::remove);
        var _ = gauge.tag("queue", queue).strongReference(true).register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
