package dev.usher.queue;

import dev.usher.flow.Waiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what a worker cannot do without: goes on after a bug, and never dies in silence. */
final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final Duration AFTER_BUG = Duration.ofSeconds(1);

    private final Waiter waiter;
    private volatile @Nullable String broken;

    /** What is run until it returns. */
    interface Body {
        void run() throws InterruptedException;
    }

    Loop(Waiter waiter) {
        this.waiter = waiter;
    }

    /** The error that ended a loop for good; null while none did. */
    @Nullable String broken() {
        return broken;
    }

    /** Returns at an interrupt, or when the body does. */
    void run(Body body) {
        boolean again = true;
        while (again) {
            try {
                again = false;
                body.run();
            } catch (InterruptedException _) {
                log.debug("Interrupted to stop");
            } catch (RuntimeException e) {
                log.error("The loop goes on after: {}", Frames.of(e));
                again = pausedAfterBug();
            } catch (Error e) {
                broken = e.getClass().getName();
                log.error("The loop is dead: {}", Frames.of(e));
            }
        }
    }

    private boolean pausedAfterBug() {
        try {
            waiter.pause(AFTER_BUG);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }
}
