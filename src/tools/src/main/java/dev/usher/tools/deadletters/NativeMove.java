package dev.usher.tools.deadletters;

import dev.usher.runtime.Waiter;
import dev.usher.sqs.MoveTasks;
import dev.usher.sqs.MoveTasks.Task;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a move task of SQS to its end. */
public final class NativeMove {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final MoveTasks tasks;
    private final Waiter waiter;
    private volatile boolean stopped;

    public NativeMove(MoveTasks tasks, Waiter waiter) {
        this.tasks = tasks;
        this.waiter = waiter;
    }

    /**
     * @param destinationArn null for the source queues of the messages
     * @param rate messages per second; null for SQS's own rate
     */
    public record Route(
            String sourceArn, @Nullable String destinationArn, @Nullable Integer rate) {}

    /** Cancels the task; moved messages stay moved. */
    public void stop() {
        stopped = true;
    }

    /**
     * Runs one task to its end.
     *
     * @param progress gets the task once per second
     * @return the task as it ended
     */
    public Task run(Route route, Consumer<Task> progress) throws InterruptedException {
        tasks.start(route.sourceArn(), route.destinationArn(), route.rate());
        boolean cancelled = false;
        while (true) {
            Task task =
                    tasks.newest(route.sourceArn()).orElse(new Task(null, "RUNNING", 0, 0, null));
            if (!task.running()) {
                return task;
            }
            progress.accept(task);
            if (stopped && !cancelled && task.handle() != null) {
                tasks.cancel(route.sourceArn(), task.handle());
                cancelled = true;
                continue;
            }
            waiter.pause(LOOK);
        }
    }
}
