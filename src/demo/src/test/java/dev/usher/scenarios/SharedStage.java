package dev.usher.scenarios;

import dev.usher.app.Desk;
import dev.usher.app.Premises;
import dev.usher.tools.cli.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** A stage with all that the scenarios share on it: desks with a worker each. */
final class SharedStage implements AutoCloseable {
    final TestStage stage;
    final Premises premises;
    final StageProcesses processes;
    final Desk desk;
    final Desk fifo;
    final RestartScenario restart;

    /** Of the first desk; slow enough to be caught at work. */
    final WorkerProcess worker;

    private final List<Desk> desks = new ArrayList<>();

    SharedStage(TestStage stage) throws IOException {
        this.stage = stage;
        this.premises = stage.premises();
        this.processes = new StageProcesses(stage, Files.createTempDirectory("usher-stage"));
        this.restart = new RestartScenario(desk("restart", false), processes);
        this.desk = desk("desk", false);
        this.worker = processes.worker(desk, "USHER_CONCURRENCY", "16", "USHER_CREATE_RATE", "20");
        this.fifo = desk("fifo", true);
        processes.worker(fifo);
    }

    /** Opens it all, or nothing of it. */
    static SharedStage on(StageChoice venue) throws IOException {
        TestStage stage = venue.open();
        try {
            return new SharedStage(stage);
        } catch (IOException | RuntimeException | AssertionError e) {
            stage.close();
            throw e;
        }
    }

    /** One more desk, without a worker. */
    Desk desk(String name, boolean fifo) {
        Desk desk = new Desk(premises, name, fifo);
        desks.add(desk);
        return desk;
    }

    @Override
    public void close() {
        try (stage;
                processes) {
            // Each waits for its last poll.
            desks.parallelStream().forEach(Desk::close);
        }
    }
}
