package dev.usher.app;

import dev.usher.observe.HealthServer;
import dev.usher.worker.Worker;
import dev.usher.worker.WorkerHealth;
import dev.usher.worker.WorkerState;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The health of the service, as its workers report it. */
final class ServiceHealth implements HealthServer.Health {
    private volatile List<Worker> workers = List.of();
    private volatile @Nullable String missing;

    /** The workers that have been started. */
    void started(List<Worker> all) {
        workers = all;
    }

    /**
     * The start waits for something.
     *
     * @param what null if nothing is missing any more
     */
    void missing(@Nullable String what) {
        missing = what;
    }

    @Override
    public List<String> livenessProblems() {
        return workers.stream()
                .map(Worker::health)
                .flatMap(each -> each.problems().stream().map(text -> each.queue() + ": " + text))
                .toList();
    }

    @Override
    public List<String> livenessDetails() {
        return workers.isEmpty()
                ? readinessProblems()
                : workers.stream().map(Worker::health).map(ServiceHealth::line).toList();
    }

    private static String line(WorkerHealth workerHealth) {
        return "%s: last poll %d s ago, %d in hand, oldest %d s"
                .formatted(
                        workerHealth.queue(),
                        workerHealth.sincePoll().toSeconds(),
                        workerHealth.inFlight(),
                        workerHealth.oldest().toSeconds());
    }

    @Override
    public List<String> readinessProblems() {
        List<Worker> running = workers;
        if (running.isEmpty()) {
            String lacking = missing;
            return List.of(lacking == null ? "starting" : "starting: " + lacking);
        }
        return running.stream().flatMap(ServiceHealth::problems).distinct().toList();
    }

    private static Stream<String> problems(Worker worker) {
        return switch (worker.state()) {
            case WorkerState.Polling polling -> worker.health().problems().stream();
            case WorkerState.Starting starting -> Stream.of("starting");
            case WorkerState.Paused(String fault, var since) ->
                    Stream.of("polling is paused since " + since + ": " + fault);
            case WorkerState.Draining(int inHand) -> Stream.of("draining, " + inHand + " in hand");
            case WorkerState.Stopped over -> Stream.of("stopped");
            case WorkerState.Broken(String error) -> Stream.of("broken: " + error);
        };
    }
}
