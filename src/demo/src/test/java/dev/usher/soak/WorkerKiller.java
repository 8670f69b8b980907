package dev.usher.soak;

import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Kills workers, one at a time, until it is enough. */
final class WorkerKiller {
    private final WorkerProcesses workers;
    private final Random random;
    private final IntSupplier answered;
    private final SoakSettings.Kills kills;
    private final BooleanSupplier enough;
    private volatile int done;
    private volatile int answeredAtLastKill;

    /**
     * @param random chooses the victims
     * @param answered messages so far, for the report
     */
    WorkerKiller(
            WorkerProcesses workers,
            Random random,
            SoakSettings.Kills kills,
            IntSupplier answered,
            BooleanSupplier enough) {
        this.workers = workers;
        this.random = random;
        this.kills = kills;
        this.answered = answered;
        this.enough = enough;
    }

    /** Kills one, and another takes its place; false once it is enough. */
    boolean strike() {
        if (done >= kills.most() || enough.getAsBoolean()) {
            return false;
        }
        int now = answered.getAsInt();
        if (now - answeredAtLastKill >= kills.between()) {
            answeredAtLastKill = now;
            workers.killOne(random);
            done += 1;
        }
        return true;
    }

    int kills() {
        return done;
    }

    int answeredAtLastKill() {
        return answeredAtLastKill;
    }
}
