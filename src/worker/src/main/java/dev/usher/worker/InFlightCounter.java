package dev.usher.worker;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the threads that work on messages; a stop waits for the last of them. */
final class InFlightCounter {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int working;
    private boolean drainEnded;

    void enter() {
        lock.lock();
        try {
            working++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            working--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int working() {
        lock.lock();
        try {
            return working;
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #drain} at once, now and later. */
    void endDrain() {
        lock.lock();
        try {
            drainEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no thread works, {@link #endDrain} was called, or the time is over. */
    void drain(Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lock();
        try {
            while (working > 0 && !drainEnded && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
