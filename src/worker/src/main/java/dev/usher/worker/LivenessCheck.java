package dev.usher.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Checks whether a worker still does its work, or needs a new process. */
final class LivenessCheck {
    private final Worker.Options options;
    private final List<SupervisedThread> threads;
    private final LoopActivity loopActivity;
    private final MessagesInProgress inProgress;
    private final BooleanSupplier leaked;

    /**
     * @param leaked whether permits are missing that no thread has
     */
    LivenessCheck(
            Worker.Options options,
            List<SupervisedThread> threads,
            LoopActivity loopActivity,
            MessagesInProgress inProgress,
            BooleanSupplier leaked) {
        this.options = options;
        this.threads = threads;
        this.loopActivity = loopActivity;
        this.inProgress = inProgress;
        this.leaked = leaked;
    }

    /**
     * What ended a required thread; null while none is dead.
     *
     * @param stopping whether they may end
     */
    @Nullable String death(BooleanSupplier stopping) {
        for (SupervisedThread thread : threads) {
            String error = thread.broken();
            if (error != null) {
                return error;
            }
            if (thread.ended() && !stopping.getAsBoolean()) {
                return thread.name() + " has ended without a stop";
            }
        }
        return null;
    }

    /**
     * There are no problems during a drain: the process is about to end anyway.
     *
     * @param queue its name
     */
    WorkerHealth health(String queue, BooleanSupplier stopping) {
        boolean working =
                threads.stream().allMatch(SupervisedThread::started) && !stopping.getAsBoolean();
        return new WorkerHealth(
                queue,
                loopActivity.sincePoll(),
                inProgress.size(),
                inProgress.oldest(),
                working ? problems(stopping) : List.of());
    }

    private List<String> problems(BooleanSupplier stopping) {
        String death = death(stopping);
        if (death != null) {
            return List.of("a thread has died that the worker needs: " + death);
        }
        List<String> problems = new ArrayList<>(loopActivity.problems(leaked));
        Duration work = inProgress.longestWork();
        if (work.compareTo(options.longestWork()) > 0) {
            problems.add(
                    "a message has been worked on for %d s, longer than any can take (%d s)"
                            .formatted(work.toSeconds(), options.longestWork().toSeconds()));
        }
        return problems;
    }
}
