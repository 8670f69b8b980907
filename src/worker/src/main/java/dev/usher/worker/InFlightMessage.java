package dev.usher.worker;

import dev.usher.flow.Delivery;
import dev.usher.sqs.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The hold on one message in hand. Its lock is held over every call that extends it, so that no
 * extension can arrive after the message was released.
 */
final class InFlightMessage implements Delivery.InFlight {
    /**
     * SQS's twelve hours from the receive, less a minute for the way there and back. <a
     * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html">ChangeMessageVisibility</a>
     */
    static final Duration LONGEST = Duration.ofHours(12).minusMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;
    private final Message message;
    private final Instant taken;
    private volatile @Nullable String id;
    private Message newest;
    private Instant receivedAt;
    private Instant extendedAt;
    private Instant until;
    private volatile @Nullable Instant begun;
    private boolean lost;
    private boolean finished;
    private boolean abandoned;

    InFlightMessage(Message message, Duration visibilityTimeout, InstantSource clock) {
        this.clock = clock;
        this.message = message;
        this.newest = message;
        this.taken = clock.instant();
        this.receivedAt = taken;
        this.extendedAt = receivedAt;
        this.until = receivedAt.plus(visibilityTimeout);
    }

    /** What the request in it calls itself, for the log of those who know the lease alone. */
    void read(@Nullable String id) {
        this.id = id;
    }

    /** Null until the message has been read, and where that found none. */
    @Nullable String id() {
        return id;
    }

    /** The message as it first came to hand. */
    Message message() {
        return message;
    }

    /** When it came to hand first; a newer receipt handle does not change that. */
    Instant taken() {
        return taken;
    }

    /** A thread works on the message from now on. */
    void begin() {
        begun = clock.instant();
    }

    @Override
    public void waits() {
        begun = null;
    }

    @Override
    public void goesOn() {
        begin();
    }

    /**
     * Since when it is worked on without a wait for quota; null while it waits for that, or for
     * those of its group before it.
     */
    @Nullable Instant begun() {
        return begun;
    }

    @Override
    public boolean held() {
        lock.lock();
        try {
            return !lost && clock.instant().isBefore(until);
        } finally {
            lock.unlock();
        }
    }

    String receiptHandle() {
        lock.lock();
        try {
            return newest.receiptHandle();
        } finally {
            lock.unlock();
        }
    }

    /** What SQS still allows of the twelve hours; not negative. */
    Duration left() {
        lock.lock();
        try {
            Duration left = Duration.between(clock.instant(), receivedAt.plus(LONGEST));
            return left.isNegative() ? Duration.ZERO : left;
        } finally {
            lock.unlock();
        }
    }

    /** The same message came again: from now on only the newer receipt handle counts. */
    void renew(Message again, Duration visibilityTimeout) {
        lock.lock();
        try {
            if (again.system().receiveCount() >= newest.system().receiveCount()) {
                newest = again;
                receivedAt = clock.instant();
                extendedAt = receivedAt;
                until = receivedAt.plus(visibilityTimeout);
                lost = abandoned;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Locks the lease for an extension if it wants one; otherwise it stays unlocked. */
    boolean lockIfDue(Duration age) {
        if (!lock.tryLock()) {
            return false; // it is being finished
        }
        boolean due = !lost && !finished && !clock.instant().isBefore(extendedAt.plus(age));
        if (!due) {
            lock.unlock();
        }
        return due;
    }

    void extended(Instant from, Duration timeout) {
        extendedAt = from;
        until = from.plus(timeout);
    }

    /** Whether the time of the lease is over. */
    boolean ended() {
        return !clock.instant().isBefore(until);
    }

    void unlock() {
        lock.unlock();
    }

    /** False if it was lost already. */
    boolean lose() {
        lock.lock();
        try {
            boolean first = !lost;
            lost = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** From here on it is never extended; waits for an extension that is under way. */
    void finish() {
        lock.lock();
        try {
            finished = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The drain is over: lost and finished, and its thread is to leave the message alone.
     *
     * @return whether it was held until now
     */
    boolean abandon() {
        lock.lock();
        try {
            boolean held = held();
            lost = true;
            finished = true;
            abandoned = true;
            return held;
        } finally {
            lock.unlock();
        }
    }

    boolean abandoned() {
        lock.lock();
        try {
            return abandoned;
        } finally {
            lock.unlock();
        }
    }
}
