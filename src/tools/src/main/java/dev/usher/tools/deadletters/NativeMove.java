package dev.usher.tools.deadletters;

import dev.usher.runtime.Waiter;
import dev.usher.sqs.MoveTasks;
import dev.usher.sqs.MoveTasks.Task;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets SQS itself move everything, and watches it. */
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
     * @param destinationArn null for the queues that the messages came from
     * @param rate messages a second; null for as fast as SQS likes
     */
    public record Route(
            String sourceArn, @Nullable String destinationArn, @Nullable Integer rate) {}

    /** Has it cancelled; what is moved stays moved. */
    public void stop() {
        stopped = true;
    }

    /**
     * Runs one task to its end.
     *
     * @param progress told of it every second
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
