package dev.usher.tools.deadletters;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.QueueException;
import dev.usher.sqs.Queues.Depth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One look at everything in a queue. SQS cannot peek: what a scan reads it receives, which hides it
 * until the scan ends, and raises its receive count. SQS does not tell when everything was seen
 * either; a scan ends when as many messages came as the queue is said to hold, or nothing new for
 * some receives.
 */
public final class Scan {
    /** A long poll asks all of SQS's servers; it is not interrupted, so that it loses nothing. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private static final int RECEIVERS = 4;

    /** So many receives that bring nothing new end it. */
    private static final int MOST_BARREN = 2 * RECEIVERS;

    private static final Duration TICK = Duration.ofSeconds(3);

    /** How long what it reads is hidden at a time, and so at most after a crash. */
    private static final Duration BRIEF = Duration.ofSeconds(15);

    /** The same where there are more than could be extended so often. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final int MANY = 10_000;

    private final Queue queue;
    private final Depth depth;
    private final WorkerRuntime surroundings;
    private final Duration timeout;
    private final ScannedMessages scannedMessages;
    private final Instant latest;
    private final AtomicInteger barren = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile boolean enough;

    /** What is done with the messages. */
    public interface Visitor {
        /** New ones, in the order in which SQS gave them; from many threads at once. */
        void visit(List<Message> fresh, ScannedMessages scannedMessages)
                throws InterruptedException;

        /** The scan is over; everything is hidden still. Not called if the scan was cut short. */
        default void over(ScannedMessages scannedMessages) throws InterruptedException {}
    }

    /**
     * What came of it.
     *
     * @param seen different messages
     * @param late of these, those that arrived after the scan began, and were left alone
     * @param counted how many the queue was said to hold when it began
     * @param stranded those that stay hidden for up to {@link #timeout}
     * @param cutShort whether it was stopped
     */
    public record Report(int seen, int late, long counted, int stranded, boolean cutShort) {}

    /**
     * @param depth the queue's, just now
     */
    public Scan(Queue queue, Depth depth, WorkerRuntime surroundings) {
        this.queue = queue;
        this.depth = depth;
        this.surroundings = surroundings;
        this.timeout = depth.visible() > MANY ? LONG : BRIEF;
        Instant begun = Objects.requireNonNullElseGet(depth.asOf(), surroundings.clock()::instant);
        this.scannedMessages = new ScannedMessages(queue, timeout, begun, surroundings);
        // SQS tells its time to the second. What a replay sends may be dead again before the scan
        // is over: without this it would go round and round.
        this.latest = begun.plusSeconds(1);
    }

    /** Ends it early; everything is given back. */
    public void stop() {
        stopped = true;
    }

    /** Nothing more need be read; what was read is seen to. */
    public void enough() {
        enough = true;
    }

    public boolean stopped() {
        return stopped;
    }

    /** How long a message stays hidden at most that could not be given back. */
    public Duration timeout() {
        return timeout;
    }

    /** How many different messages have come so far. */
    public int seen() {
        return scannedMessages.seen();
    }

    /**
     * Runs it. Whatever happens, what is left of the messages is given back.
     *
     * @throws QueueException if SQS refused or could not be reached
     */
    public Report run(Visitor visitor) throws InterruptedException {
        int seen;
        int stranded;
        Thread keeper = Thread.ofVirtual().name("usher-keeper").start(this::keep);
        try {
            receive(visitor);
            if (!stopped && failure.get() == null) {
                visitor.over(scannedMessages);
            }
        } finally {
            keeper.interrupt();
            keeper.join();
            seen = seen();
            stranded = scannedMessages.release();
        }
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
        return new Report(seen, late.get(), depth.visible(), stranded, stopped);
    }

    private void receive(Visitor visitor) throws InterruptedException {
        List<Thread> receivers = new ArrayList<>();
        for (int i = 0; i < RECEIVERS && (i == 0 || i * 10L < depth.visible()); i++) {
            receivers.add(Thread.ofVirtual().name("usher-scan").start(() -> receiveAll(visitor)));
        }
        for (Thread each : receivers) {
            each.join();
        }
    }

    private void receiveAll(Visitor visitor) {
        try {
            while (!over()) {
                List<Message> fresh =
                        scannedMessages.take(queue.receive(Batcher.MOST, WAIT, timeout));
                if (fresh.isEmpty()) {
                    barren.incrementAndGet();
                    continue;
                }
                barren.set(0);
                List<Message> early = fresh.stream().filter(this::early).toList();
                late.addAndGet(fresh.size() - early.size());
                if (!early.isEmpty() && !stopped) {
                    visitor.visit(early, scannedMessages);
                }
            }
        } catch (InterruptedException e) {
            stopped = true;
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    /** The last is a bound for a queue that fills as fast as it is read. */
    private boolean over() {
        long counted = depth.visible();
        return stopped
                || enough
                || failure.get() != null
                || barren.get() >= (seen() >= counted ? 1 : MOST_BARREN)
                || seen() > 2 * counted + 1_000;
    }

    private boolean early(Message message) {
        return !message.system().sentAt().isAfter(latest);
    }

    private void keep() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                surroundings.waiter().pause(TICK);
                scannedMessages.extend();
            }
        } catch (InterruptedException _) {
            // The scan is over.
        }
    }
}
