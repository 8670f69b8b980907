package dev.usher.drill;

import dev.usher.app.Account;
import dev.usher.tools.cli.WorkerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs usher's commands as processes of their own, and remembers all that they said. */
final class DrillCommands {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<WorkerProcess> all = new ArrayList<>();

    DrillCommands(Path folder, Account account, DrillQueues post) {
        this.folder = folder;
        environment.putAll(account.environment());
        environment.putAll(account.settings());
        environment.putAll(post.settings());
        environment.put("USHER_LEDGER", "sqlite:" + folder.resolve("ledger.db"));
    }

    WorkerProcess start(String... arguments) {
        List<String> command = WorkerProcess.commandLine(dev.usher.tools.cli.Main.class);
        command.addAll(List.of(arguments));
        WorkerProcess process = WorkerProcess.start(command, folder, environment);
        all.add(process);
        return process;
    }

    /** To its end, which must be a good one. */
    WorkerProcess done(String... arguments) throws InterruptedException {
        WorkerProcess process = start(arguments);
        int exit = process.exit();
        if (exit != 0) {
            throw new IllegalStateException(
                    "usher %s ended with %d: %s"
                            .formatted(String.join(" ", arguments), exit, process.stderr()));
        }
        return process;
    }

    /** Everything that all of them printed. */
    String said() {
        StringBuilder said = new StringBuilder();
        all.forEach(process -> said.append(process.stdout()).append(process.stderr()));
        return said.toString();
    }

    /** Ends those that still run. */
    void close() {
        all.forEach(WorkerProcess::close);
    }
}
