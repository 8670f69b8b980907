package dev.usher.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Looks whether a worker still does its work, or is beyond help. */
final class LivenessCheck {
    private final Worker.Options options;
    private final List<SupervisedThread> loops;
    private final LoopActivity loopActivity;
    private final InFlightMessages inFlightMessages;
    private final BooleanSupplier leaked;

    /**
     * @param leaked whether permits are gone that nobody has
     */
    LivenessCheck(
            Worker.Options options,
            List<SupervisedThread> loops,
            LoopActivity loopActivity,
            InFlightMessages inFlightMessages,
            BooleanSupplier leaked) {
        this.options = options;
        this.loops = loops;
        this.loopActivity = loopActivity;
        this.inFlightMessages = inFlightMessages;
        this.leaked = leaked;
    }

    /**
     * What ended a thread that the worker cannot do without; null while none is dead.
     *
     * @param stopping whether they may end
     */
    @Nullable String death(BooleanSupplier stopping) {
        for (SupervisedThread supervisedThread : loops) {
            String error = supervisedThread.broken();
            if (error != null) {
                return error;
            }
            if (supervisedThread.ended() && !stopping.getAsBoolean()) {
                return supervisedThread.name() + " has ended unasked";
            }
        }
        return null;
    }

    /**
     * While it drains, nothing is a problem: the process is about to end anyway.
     *
     * @param queue its name
     */
    WorkerHealth vitals(String queue, BooleanSupplier stopping) {
        boolean working =
                loops.stream().allMatch(SupervisedThread::started) && !stopping.getAsBoolean();
        return new WorkerHealth(
                queue,
                loopActivity.sincePoll(),
                inFlightMessages.size(),
                inFlightMessages.oldest(),
                working ? problems(stopping) : List.of());
    }

    private List<String> problems(BooleanSupplier stopping) {
        String death = death(stopping);
        if (death != null) {
            return List.of("a thread has died that the worker cannot do without: " + death);
        }
        List<String> problems = new ArrayList<>(loopActivity.problems(leaked));
        Duration work = inFlightMessages.longestWork();
        if (work.compareTo(options.longestWork()) > 0) {
            problems.add(
                    "a message has been worked on for %d s, longer than any can take (%d s)"
                            .formatted(work.toSeconds(), options.longestWork().toSeconds()));
        }
        return problems;
    }
}
