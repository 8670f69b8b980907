package dev.usher.scenarios;

import dev.usher.app.Desk;
import dev.usher.tools.cli.WorkerProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Starts workers and other commands on a stage, as processes. */
final class StageProcesses implements AutoCloseable {
    private final TestStage stage;
    private final Path folder;
    private volatile boolean closed;
    private final Queue<WorkerProcess> workers = new ConcurrentLinkedQueue<>();

    /**
     * @param folder where they stand and their output goes
     */
    StageProcesses(TestStage stage, Path folder) {
        this.stage = stage;
        this.folder = folder;
    }

    TestStage stage() {
        return stage;
    }

    /**
     * A worker, which goes before its queues do.
     *
     * @param more settings, name after value
     */
    WorkerProcess worker(Desk desk, String... more) {
        WorkerProcess worker = WorkerProcess.worker(folder, environment(desk, more));
        workers.add(worker);
        if (closed) {
            worker.kill();
        }
        // An interrupted run must leave none that polls queues which are gone.
        stage.premises().belongings.made("worker of " + desk.name, worker::kill);
        return worker;
    }

    /** What a command printed, once it has ended well. */
    String done(Desk desk, String... arguments) throws InterruptedException {
        try (WorkerProcess command =
                WorkerProcess.start(
                        dev.usher.tools.cli.Main.class, folder, environment(desk), arguments)) {
            if (command.exit(stage.premises().site.patience()) != 0) {
                throw new AssertionError(command.stdout() + command.stderr());
            }
            return command.stdout();
        }
    }

    private Map<String, String> environment(Desk desk, String... more) {
        Map<String, String> variables = new HashMap<>(stage.premises().environment());
        variables.putAll(stage.premises().settings());
        variables.putAll(stage.settings());
        variables.putAll(desk.settings());
        variables.put("USHER_BULK_QUEUE", desk.bulkName());
        variables.put("USHER_VISIBILITY_TIMEOUT", "10s");
        variables.put("USHER_LEDGER", "sqlite:" + folder.resolve(desk.name + ".db"));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return variables;
    }

    /** Kills the workers that are left, and those that are yet to come. */
    @Override
    public void close() {
        closed = true;
        workers.forEach(WorkerProcess::kill);
    }
}
