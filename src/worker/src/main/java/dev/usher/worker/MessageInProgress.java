package dev.usher.worker;

import dev.usher.flow.Delivery;
import dev.usher.sqs.InFlightMessage;
import dev.usher.sqs.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A message that the worker has in flight, and what its thread does with it. */
final class MessageInProgress extends InFlightMessage implements Delivery.InFlight {
    private final InstantSource clock;
    private final Message message;
    private volatile @Nullable String id;
    private volatile @Nullable Instant workingSince;

    MessageInProgress(Message message, Duration visibilityTimeout, InstantSource clock) {
        super(message, visibilityTimeout, clock);
        this.clock = clock;
        this.message = message;
    }

    /** The message as it was first received. */
    Message message() {
        return message;
    }

    /** The id of its request, for log lines of other threads. */
    void read(@Nullable String id) {
        this.id = id;
    }

    /** Null until the message has been read, and where that found none. */
    @Nullable String id() {
        return id;
    }

    /** A thread works on the message from now on. */
    void begin() {
        workingSince = clock.instant();
    }

    @Override
    public void waits() {
        workingSince = null;
    }

    @Override
    public void goesOn() {
        begin();
    }

    /** Null while it waits for quota, or for the messages of its group before it. */
    @Nullable Instant workingSince() {
        return workingSince;
    }
}
