package dev.usher.app;

import dev.usher.worker.Worker;
import java.util.List;

/** The workers of one start, with all that they need. */
public interface Workers extends AutoCloseable {
    /**
     * Yet to be started, one a lane.
     *
     * @throws CannotStart if the settings ask for what can't be
     */
    List<Worker> workers();

    @Override
    void close();
}
