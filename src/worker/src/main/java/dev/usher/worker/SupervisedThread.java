package dev.usher.worker;

import dev.usher.runtime.Waiter;
import dev.usher.sqs.StackFrames;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that a worker needs: it continues after a bug, and never ends without a log line. It is
 * virtual, because an interrupt then ends its socket reads.
 */
final class SupervisedThread {
    private static final Logger log = LoggerFactory.getLogger(SupervisedThread.class);
    private static final Duration AFTER_BUG = Duration.ofSeconds(1);

    private final String name;
    private final Body body;
    private final Waiter waiter;
    private volatile @Nullable Thread thread;
    private volatile @Nullable String broken;

    /** Run again after a bug, until it returns. */
    interface Body {
        void run() throws InterruptedException;
    }

    SupervisedThread(String name, Body body, Waiter waiter) {
        this.name = name;
        this.body = body;
        this.waiter = waiter;
    }

    /** Once only. */
    void start() {
        if (started()) {
            throw new IllegalStateException("a worker starts once");
        }
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    boolean started() {
        return thread != null;
    }

    /** Whether its thread has ended, for any reason. */
    boolean ended() {
        Thread running = thread;
        return running != null && !running.isAlive();
    }

    /** The error that ended it; null if none did. */
    @Nullable String broken() {
        return broken;
    }

    String name() {
        return name;
    }

    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Waits for its end. */
    void join(Duration most) throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            boolean _ = running.join(most);
        }
    }

    /** Returns at an interrupt, or when the body does. */
    private void run() {
        boolean again = true;
        while (again) {
            try {
                again = false;
                body.run();
            } catch (InterruptedException _) {
                log.debug("Interrupted to stop");
            } catch (RuntimeException e) {
                log.error("The loop continues after: {}", StackFrames.of(e));
                again = pausedAfterBug();
            } catch (Error e) {
                broken = e.getClass().getName();
                log.error("The loop has ended: {}", StackFrames.of(e));
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
