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
 * Reads all messages of a queue once. SQS cannot peek: a scan receives what it reads, which hides
 * it until the scan ends, and raises its receive count. Nor does SQS report when everything was
 * read; a scan ends when it has read as many messages as the queue has by SQS's count, or nothing
 * new in some receives.
 */
public final class Scan {
    /** A long poll asks all of SQS's servers; it is not interrupted, so that it loses nothing. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private static final int RECEIVERS = 4;

    /** The scan ends after so many receives that bring nothing new. */
    private static final int MOST_EMPTY_RECEIVES = 2 * RECEIVERS;

    private static final Duration EXTEND_EVERY = Duration.ofSeconds(3);

    /** How long a message is hidden at a time, and so at most after a crash. */
    private static final Duration BRIEF = Duration.ofSeconds(15);

    /** The same for more messages than can be extended so often. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final int MANY = 10_000;

    private final Queue queue;
    private final Depth depth;
    private final WorkerRuntime runtime;
    private final Duration timeout;
    private final ScannedMessages scannedMessages;
    private final Instant latest;
    private final AtomicInteger emptyReceives = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile boolean enough;

    /** What is done with the messages. */
    public interface Visitor {
        /** New messages, in SQS's order; called from many threads at once. */
        void visit(List<Message> fresh, ScannedMessages scannedMessages)
                throws InterruptedException;

        /** The scan is over; everything is still hidden. Not called if the scan was cut short. */
        default void over(ScannedMessages scannedMessages) throws InterruptedException {}
    }

    /**
     * The result of a scan.
     *
     * @param seen different messages
     * @param late of these, those that arrived after the scan began, and were left alone
     * @param counted how many the queue had at the start, by SQS's count
     * @param stranded those that could not be given back, hidden for up to {@link #timeout}
     * @param cutShort whether it was stopped
     */
    public record Report(int seen, int late, long counted, int stranded, boolean cutShort) {}

    /**
     * @param depth the queue's, just now
     */
    public Scan(Queue queue, Depth depth, WorkerRuntime runtime) {
        this.queue = queue;
        this.depth = depth;
        this.runtime = runtime;
        this.timeout = depth.visible() > MANY ? LONG : BRIEF;
        Instant begun = Objects.requireNonNullElseGet(depth.asOf(), runtime.clock()::instant);
        this.scannedMessages = new ScannedMessages(queue, timeout, begun, runtime);
        // SQS's clock is precise to the second. Copies that a replay sends may be dead letters
        // again before the scan is over; without this bound it would replay them endlessly.
        this.latest = begun.plusSeconds(1);
    }

    /** Ends it early; everything is given back. */
    public void stop() {
        stopped = true;
    }

    /** Reads no more; what was read is still processed. */
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

    /** How many different messages were read so far. */
    public int seen() {
        return scannedMessages.seen();
    }

    /**
     * Runs the scan. In any case the remaining messages are given back.
     *
     * @throws QueueException if SQS refused or could not be reached
     */
    public Report run(Visitor visitor) throws InterruptedException {
        int seen;
        int stranded;
        Thread extending = Thread.ofVirtual().name("usher-extend").start(this::extend);
        try {
            receive(visitor);
            if (!stopped && failure.get() == null) {
                visitor.over(scannedMessages);
            }
        } finally {
            extending.interrupt();
            extending.join();
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
                Instant from = runtime.clock().instant();
                List<Message> received = queue.receive(Batcher.MOST, WAIT, timeout);
                Duration age = Duration.between(from, runtime.clock().instant());
                List<Message> fresh = scannedMessages.take(received, age);
                if (fresh.isEmpty()) {
                    emptyReceives.incrementAndGet();
                    continue;
                }
                emptyReceives.set(0);
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

    /** The last condition is for a queue that fills as fast as it is read. */
    private boolean over() {
        long counted = depth.visible();
        return stopped
                || enough
                || failure.get() != null
                || emptyReceives.get() >= (seen() >= counted ? 1 : MOST_EMPTY_RECEIVES)
                || seen() > 2 * counted + 1_000;
    }

    private boolean early(Message message) {
        return !message.system().sentAt().isAfter(latest);
    }

    private void extend() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                runtime.waiter().pause(EXTEND_EVERY);
                scannedMessages.extend();
            }
        } catch (InterruptedException _) {
            // The scan is over.
        }
    }
}
