package dev.usher.app;

import dev.usher.worker.Worker;
import java.util.List;

/** The workers of one start, with everything they need. */
public interface Workers extends AutoCloseable {
    /**
     * The workers, not started yet, one per lane.
     *
     * @throws CannotStart if the settings are wrong in a way that waiting does not fix
     */
    List<Worker> workers();

    @Override
    void close();
}
