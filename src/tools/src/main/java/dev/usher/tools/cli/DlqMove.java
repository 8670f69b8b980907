package dev.usher.tools.cli;

import dev.usher.sqs.MoveTasks;
import dev.usher.sqs.MoveTasks.Task;
import dev.usher.sqs.Queue;
import dev.usher.tools.access.DeadLetterAccess;
import dev.usher.tools.access.QueueAccess;
import dev.usher.tools.command.CommandException;
import dev.usher.tools.deadletters.NativeMove;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Runs and reports a move task of SQS. */
final class DlqMove {
    private final DeadLetterAccess access;
    private final double rate;
    private final boolean json;

    DlqMove(DeadLetterAccess access, double rate, boolean json) {
        this.access = access;
        this.rate = rate;
        this.json = json;
    }

    void checkRate() {
        boolean fits = rate <= MoveTasks.FASTEST && rate == Math.rint(rate);
        if (!fits && !Double.isInfinite(rate)) {
            throw CommandException.usage(
                    "--native needs a whole number as --rate, at most " + MoveTasks.FASTEST);
        }
    }

    /**
     * @param to null for the messages' source queues
     */
    int run(@Nullable Queue to) throws InterruptedException {
        NativeMove move = new NativeMove(access.moveTasks(), QueueAccess.WAITER);
        StopSignals.handle(move::stop);
        ShownProgress progress = new ShownProgress(access.clock());
        progress.begin("move", "messages", access.depth().visible(), 0);
        Task task;
        try {
            task =
                    move.run(
                            new NativeMove.Route(
                                    Objects.requireNonNullElse(access.arn(access.dead()), ""),
                                    access.arn(to),
                                    Double.isInfinite(rate) ? null : (int) rate),
                            now -> progress.reach(now.moved()));
        } finally {
            progress.end();
        }
        if (json) {
            System.out.println(
                    new JsonMapper()
                            .createObjectNode()
                            .put("moved", task.moved())
                            .put("status", task.status()));
        } else {
            System.out.printf("%,d moved by SQS%n", task.moved());
        }
        if (!task.status().equals("COMPLETED")) {
            System.err.printf(
                    "usher dlq replay: SQS reports %s%s; the other messages stay in %s%n",
                    task.status(),
                    task.failure() == null ? "" : " (" + task.failure() + ")",
                    access.dead().name());
            return Main.FAILED;
        }
        return Main.OK;
    }
}
