package dev.usher.sqs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A message that was received and is hidden from others. Its lock is held over every call that
 * extends it, so that no extension can arrive after the message was released.
 */
public class InFlightMessage {
    /**
     * SQS's twelve hours from the receive, less a minute for the way there and back. <a
     * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html">ChangeMessageVisibility</a>
     */
    public static final Duration LONGEST = Duration.ofHours(12).minusMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;
    private final String messageId;
    private final Instant taken;
    private String receiptHandle;
    private int receiveCount;
    private Instant receivedAt;
    private Instant extendedAt;
    private Instant until;
    private boolean lost;
    private boolean finished;
    private boolean abandoned;

    public InFlightMessage(Message message, Duration visibilityTimeout, InstantSource clock) {
        this.clock = clock;
        this.messageId = message.messageId();
        this.receiptHandle = message.receiptHandle();
        this.receiveCount = message.system().receiveCount();
        this.taken = clock.instant();
        this.receivedAt = taken;
        this.extendedAt = taken;
        this.until = taken.plus(visibilityTimeout);
    }

    public String messageId() {
        return messageId;
    }

    /** When it was received first; a newer receipt handle does not change that. */
    public Instant taken() {
        return taken;
    }

    /** Whether it is hidden from others. */
    public boolean held() {
        return heldFor(Duration.ZERO);
    }

    /** Whether it stays hidden for so long without an extension. */
    public boolean heldFor(Duration margin) {
        lock.lock();
        try {
            return !lost && clock.instant().plus(margin).isBefore(until);
        } finally {
            lock.unlock();
        }
    }

    /** The newest one. */
    public String receiptHandle() {
        lock.lock();
        try {
            return receiptHandle;
        } finally {
            lock.unlock();
        }
    }

    /** What SQS still allows of the twelve hours; not negative. */
    public Duration left() {
        lock.lock();
        try {
            Duration left = Duration.between(clock.instant(), receivedAt.plus(LONGEST));
            return left.isNegative() ? Duration.ZERO : left;
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link InFlightMessages#giveBackAll} has given it back. */
    public boolean abandoned() {
        lock.lock();
        try {
            return abandoned;
        } finally {
            lock.unlock();
        }
    }

    /** The same message was received again: from now on only the newer receipt handle counts. */
    void renew(Message again, Duration visibilityTimeout, Instant since) {
        lock.lock();
        try {
            if (again.system().receiveCount() >= receiveCount) {
                receiptHandle = again.receiptHandle();
                receiveCount = again.system().receiveCount();
                hiddenSince(since, visibilityTimeout);
                lost = abandoned;
            }
        } finally {
            lock.unlock();
        }
    }

    /** When the receive that hid it may have taken effect. */
    void hiddenSince(Instant since, Duration visibilityTimeout) {
        lock.lock();
        try {
            receivedAt = since;
            extended(since, visibilityTimeout);
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was last extended so long ago, and may be extended. */
    boolean due(Duration age) {
        lock.lock();
        try {
            return !lost && !finished && !clock.instant().isBefore(extendedAt.plus(age));
        } finally {
            lock.unlock();
        }
    }

    /** Locks it for an extension if one is due; otherwise it stays unlocked. */
    boolean lockIfDue(Duration age) {
        if (!lock.tryLock()) {
            return false; // it is being finished
        }
        boolean due = due(age);
        if (!due) {
            lock.unlock();
        }
        return due;
    }

    void unlock() {
        lock.unlock();
    }

    void extended(Instant from, Duration timeout) {
        extendedAt = from;
        until = from.plus(timeout);
    }

    /** Whether its visibility timeout is over. */
    boolean ended() {
        lock.lock();
        try {
            return !clock.instant().isBefore(until);
        } finally {
            lock.unlock();
        }
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
     * Finished and lost: its thread is to leave the message alone.
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
}
