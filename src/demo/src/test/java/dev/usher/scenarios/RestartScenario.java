package dev.usher.scenarios;

import static org.awaitility.Awaitility.await;

import dev.usher.app.Desk;
import dev.usher.tools.cli.WorkerProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * A worker that is killed in the middle of its work, and the one that comes after it. Goes on
 * beside other scenarios, since what the first had in hand is hidden for a while.
 */
final class RestartScenario {
    static final int REQUESTS = 40;

    private final Desk desk;
    private final StageProcesses processes;
    private final CompletableFuture<List<String>> sent;

    RestartScenario(Desk desk, StageProcesses processes) {
        this.desk = desk;
        this.processes = processes;
        this.sent = CompletableFuture.supplyAsync(this::killed, Thread::startVirtualThread);
    }

    Desk desk() {
        return desk;
    }

    /** The message ids, once the second worker is there. */
    List<String> sent() {
        return sent.join();
    }

    private List<String> killed() {
        // Without a ledger all that the second knows is what SQS and Cognito do.
        WorkerProcess first =
                processes.worker(desk, "USHER_LEDGER", "none", "USHER_CREATE_RATE", "10");
        List<String> messageIds =
                desk.sendAll(
                        IntStream.range(0, REQUESTS)
                                .mapToObj(i -> Desk.signUp("restart-" + i))
                                .toList());
        await().atMost(processes.stage().premises().site.patience())
                .pollInterval(Duration.ofMillis(20))
                .until(() -> desk.answered(messageIds) >= 5);
        first.kill();
        TestStage.say(
                processes.stage().name(),
                "killed a worker after " + desk.answered(messageIds) + " of " + REQUESTS);
        processes.worker(desk, "USHER_LEDGER", "none");
        return messageIds;
    }
}
