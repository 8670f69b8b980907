package dev.usher.soak;

import dev.usher.app.Account;
import dev.usher.emulator.Options;
import dev.usher.tools.cli.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The archive of the classes that a worker loads, which a short run makes: a worker that lives for
 * a few seconds must not spend them on loading classes.
 */
final class ClassArchive {
    private static final int SIGN_UPS = 50;

    private ClassArchive() {}

    /**
     * How to start workers from the jar, with an archive that is no older.
     *
     * @param folder for the output of the run
     */
    static LaunchSettings launch(Path jar, Path folder) throws IOException, InterruptedException {
        Path archive = Path.of(jar + ".jsa");
        if (!Files.exists(archive)
                || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar))
                        < 0) {
            Files.deleteIfExists(archive);
            make(
                    LaunchSettings.ofJar(jar, archive).with("-XX:ArchiveClassesAtExit=" + archive),
                    folder);
        }
        return LaunchSettings.ofJar(jar, archive);
    }

    private static void make(LaunchSettings launch, Path folder) throws InterruptedException {
        try (Account account = new Account(Options.standard().withQuotas(false));
                SoakQueues post = new SoakQueues(account, "archive")) {
            Map<String, String> variables = new HashMap<>(account.environment());
            variables.putAll(account.settings());
            variables.putAll(post.settings());
            try (WorkerProcess worker = WorkerProcess.start(launch.command(), folder, variables)) {
                for (PlannedRequest request : RequestPlan.good("archive", SIGN_UPS)) {
                    post.send(List.of(request));
                }
                while (post.left() > 0 && worker.alive()) {
                    Thread.sleep(100);
                }
                worker.terminate();
                int code = worker.exit();
                if (code != 0) {
                    throw new IllegalStateException(
                            "a worker without any trouble ended with " + code);
                }
            }
        }
    }
}
