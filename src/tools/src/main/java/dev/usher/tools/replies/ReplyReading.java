package dev.usher.tools.replies;

import dev.usher.runtime.Waiter;
import dev.usher.sqs.Backoff;
import dev.usher.sqs.BatchRetry;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.InFlightMessage;
import dev.usher.sqs.InFlightMessages;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.QueueException;
import dev.usher.tools.command.CommandException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a reply queue, with several polls at once. What its {@link Taker} takes is deleted once it
 * is saved; everything else is visible again a little later, and at the end at once.
 */
public final class ReplyReading {
    private static final int POLLS = 8;

    /** Long enough to save a batch; after a crash the replies are visible again after this time. */
    private static final Duration HIDDEN = Duration.ofSeconds(10);

    /** So that other readers' replies are not received again in every poll. */
    private static final Duration ASIDE = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int TRIES = 4;

    private final Queue queue;
    private final Taker taker;
    private final Terms terms;
    private final Backoff backoff;
    private final BatchRetry retry;
    private final InFlightMessages<InFlightMessage> inFlight;
    private final List<Poll> polls = new ArrayList<>();
    private volatile boolean over;
    private volatile @Nullable CommandException failure;
    private Instant last;

    /** Decides on replies; called from many threads. */
    public interface Taker {
        /** What to do with a reply. */
        Verdict take(Message message);

        /** Returns when everything that was taken is on disk. */
        void secure();

        /** Whether nothing more is waited for. */
        boolean enough();

        /** Whether it may end once the queue has nothing new. */
        default boolean enoughWhenQuiet() {
            return false;
        }
    }

    /** What to do with a reply. */
    public enum Verdict {
        /** It is deleted once it is saved. */
        TAKEN,
        /** It was of use, and stays in the queue. */
        NOTED,
        /** It is for other readers. */
        LEFT
    }

    /**
     * How to read.
     *
     * @param pollWait how long a poll waits
     * @param idle ends it when nothing was taken for so long; null to go on
     */
    public record Terms(
            Duration pollWait,
            @Nullable Duration idle,
            InstantSource clock,
            Waiter waiter,
            RandomGenerator random) {}

    public ReplyReading(Queue queue, Taker taker, Terms terms) {
        this.queue = queue;
        this.taker = taker;
        this.terms = terms;
        this.backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), terms.random());
        this.retry = new BatchRetry(TRIES, backoff, terms.waiter());
        this.inFlight =
                new InFlightMessages<>(queue, HIDDEN, InFlightMessage::new, terms.clock(), retry);
        this.last = terms.clock().instant();
        for (int i = 0; i < POLLS; i++) {
            polls.add(new Poll());
        }
    }

    /**
     * Returns when enough was taken, when nothing came for long enough, or after {@link #stop()}.
     *
     * @throws CommandException if the queue can't be read
     */
    public void read() throws InterruptedException {
        if (taker.enough()) {
            return;
        }
        List<Thread> threads =
                polls.stream()
                        .map(poll -> Thread.ofVirtual().name("usher-replies").start(poll))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        List<Outcome> _ = inFlight.giveBackAll();
        CommandException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Ends the reading; may be called from any thread. */
    public void stop() {
        over = true;
        polls.forEach(Poll::wake);
    }

    private void fail(CommandException e) {
        if (failure == null) {
            failure = e;
        }
        stop();
    }

    /** One thread that receives and handles batches, one after the other. */
    private final class Poll implements Runnable {
        private @Nullable Thread receiving;

        @Override
        public void run() {
            try {
                Instant begun = terms.clock().instant();
                for (int failures = 0; !over; ) {
                    try {
                        handle(receive());
                        failures = 0;
                        begun = terms.clock().instant();
                    } catch (QueueException e) {
                        failures++;
                        if (e.lasting() || terms.clock().instant().isAfter(begun.plus(PATIENCE))) {
                            throw CommandException.failed(String.valueOf(e.getMessage()));
                        }
                        terms.waiter().pause(backoff.after(failures));
                    }
                }
            } catch (InterruptedException e) {
                // Only stop() interrupts.
            } catch (CommandException e) {
                fail(e);
            } catch (RuntimeException | Error e) {
                fail(CommandException.failed("reading ended in " + e.getClass().getName()));
            }
        }

        /** Interrupts nothing but a poll: an interrupt would close a file that is written to. */
        synchronized void wake() {
            if (receiving != null) {
                receiving.interrupt();
            }
        }

        private List<Message> receive() throws InterruptedException {
            synchronized (this) {
                if (over) {
                    return List.of();
                }
                receiving = Thread.currentThread();
            }
            try {
                return queue.receive(Batcher.MOST, terms.pollWait(), HIDDEN);
            } finally {
                synchronized (this) {
                    receiving = null;
                    Thread.interrupted();
                }
            }
        }
    }

    /** What is not deleted stays in flight, and is given back at the end in any case. */
    private void handle(List<Message> batch) throws InterruptedException {
        batch.forEach(inFlight::take);
        List<Message> taken = new ArrayList<>();
        List<Message> left = new ArrayList<>();
        boolean quiet = true;
        for (Message message : batch) {
            Verdict verdict = over ? Verdict.LEFT : taker.take(message);
            quiet &= verdict == Verdict.LEFT;
            (verdict == Verdict.TAKEN ? taken : left).add(message);
        }
        if (!taken.isEmpty()) {
            taker.secure();
            delete(taken);
        }
        if (!over) {
            inFlight.hide(inFlight(left), ASIDE);
            inFlight.forgetEnded();
        }
        if (taker.enough() || idle(quiet) || (quiet && taker.enoughWhenQuiet())) {
            stop();
        }
    }

    private List<InFlightMessage> inFlight(List<Message> messages) {
        return messages.stream()
                .map(message -> inFlight.find(message.messageId()))
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private synchronized boolean idle(boolean quiet) {
        Instant now = terms.clock().instant();
        last = quiet ? last : now;
        return terms.idle() != null && !now.isBefore(last.plus(terms.idle()));
    }

    /** What cannot be deleted is received again, and is known by then. */
    private void delete(List<Message> taken) throws InterruptedException {
        List<Outcome> outcomes =
                retry.run(taken.stream().map(Message::receiptHandle).toList(), queue::delete);
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Unavailable(String code)) {
                throw CommandException.failed(
                        "replies can't be deleted from %s: %s; check the permission sqs:DeleteMessage"
                                .formatted(queue.name(), code));
            }
        }
        inFlight(taken).forEach(inFlight::forget);
    }
}
