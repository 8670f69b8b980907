package dev.usher.soak;

import dev.usher.tools.cli.WorkerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The worker processes; one that is killed is followed by another at once. */
public final class WorkerProcesses implements AutoCloseable {
    private final LaunchSettings launch;
    private final Path folder;
    private final Map<String, String> environment;
    private final List<WorkerProcess> running = new ArrayList<>();
    private final Thread lastWill = new Thread(this::close);
    private boolean closed;

    /**
     * Starts them.
     *
     * @param folder where their output goes
     */
    public WorkerProcesses(
            LaunchSettings launch, Path folder, Map<String, String> environment, int count) {
        this.launch = launch;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        // No worker outlives an interrupted run.
        Runtime.getRuntime().addShutdownHook(lastWill);
        for (int i = 0; i < count; i++) {
            running.add(start());
        }
    }

    private WorkerProcess start() {
        return WorkerProcess.start(launch.command(), folder, environment);
    }

    synchronized List<WorkerProcess> running() {
        return List.copyOf(running);
    }

    /** SIGKILL to one of them, and another in its place. */
    public synchronized void killOne(RandomGenerator random) {
        if (!closed) {
            int victim = random.nextInt(running.size());
            running.get(victim).kill();
            running.set(victim, start());
        }
    }

    /** SIGTERM to all of them, and waits; the exit codes. */
    public synchronized List<Integer> stop() throws InterruptedException {
        running.forEach(WorkerProcess::terminate);
        List<Integer> codes = new ArrayList<>();
        for (WorkerProcess worker : running) {
            codes.add(worker.exit());
        }
        return codes;
    }

    /** SIGKILL to those that still run. */
    @Override
    public synchronized void close() {
        closed = true;
        running.forEach(WorkerProcess::kill);
        if (Thread.currentThread() != lastWill) {
            Runtime.getRuntime().removeShutdownHook(lastWill);
        }
    }
}
