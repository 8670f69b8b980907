package dev.usher.tools.replies;

import dev.usher.runtime.Waiter;
import dev.usher.sqs.Backoff;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import dev.usher.sqs.QueueException;
import dev.usher.tools.command.CommandException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a reply queue, several polls at once. What its {@link Taker} takes is deleted once it is
 * safe; everything else is visible again a little later, and at the end at once.
 */
public final class ReplyReading {
    private static final int POLLS = 8;
    private static final int MOST = 10;

    /**
     * Time enough to put a batch away; after a crash others see the replies again so much later.
     */
    private static final Duration HIDDEN = Duration.ofSeconds(10);

    /** So that what is not ours does not come back in the very next poll, and again and again. */
    private static final Duration ASIDE = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int TRIES = 4;

    private final Queue queue;
    private final Taker taker;
    private final Terms terms;
    private final Backoff backoff;
    private final List<Poll> polls = new ArrayList<>();
    private final ArrayDeque<Aside> aside = new ArrayDeque<>();
    private volatile boolean over;
    private volatile @Nullable CommandException failure;
    private Instant last;

    /** Looks at replies; called from many threads. */
    public interface Taker {
        /** What is to become of a reply. */
        Fate take(Message message);

        /** Returns when everything that was taken is on the disk. */
        void secure();

        /** Whether nothing more is waited for. */
        boolean enough();

        /** Whether it may end once the queue has nothing to give. */
        default boolean enoughWhenQuiet() {
            return false;
        }
    }

    /** What is to become of a reply. */
    public enum Fate {
        /** It is deleted once it is safe. */
        TAKEN,
        /** It was of interest, and stays. */
        NOTED,
        /** It is for others. */
        LEFT
    }

    /**
     * How it is read.
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

    private record Aside(String receiptHandle, Instant until) {}

    public ReplyReading(Queue queue, Taker taker, Terms terms) {
        this.queue = queue;
        this.taker = taker;
        this.terms = terms;
        this.backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), terms.random());
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
        giveBack();
        CommandException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Ends it, in good order; may be called from any thread. */
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
                        handleAll(receive());
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
                return queue.receive(MOST, terms.pollWait(), HIDDEN);
            } finally {
                synchronized (this) {
                    receiving = null;
                    Thread.interrupted();
                }
            }
        }
    }

    /** Whatever ends it, what could not be taken is given back. */
    private void handleAll(List<Message> batch) throws InterruptedException {
        try {
            handle(batch);
        } catch (RuntimeException | Error e) {
            Instant until = terms.clock().instant().plus(HIDDEN);
            synchronized (aside) {
                batch.forEach(message -> aside.add(new Aside(message.receiptHandle(), until)));
            }
            throw e;
        }
    }

    private void handle(List<Message> batch) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        List<Visibility> left = new ArrayList<>();
        boolean quiet = true;
        for (Message message : batch) {
            Fate fate = over ? Fate.LEFT : taker.take(message);
            quiet &= fate == Fate.LEFT;
            if (fate == Fate.TAKEN) {
                taken.add(message.receiptHandle());
            } else {
                left.add(new Visibility(message.receiptHandle(), over ? Duration.ZERO : ASIDE));
            }
        }
        if (!taken.isEmpty()) {
            taker.secure();
            delete(taken);
        }
        if (!left.isEmpty()) {
            putAside(left);
        }
        if (taker.enough() || idle(quiet) || (quiet && taker.enoughWhenQuiet())) {
            stop();
        }
    }

    private synchronized boolean idle(boolean quiet) {
        Instant now = terms.clock().instant();
        last = quiet ? last : now;
        return terms.idle() != null && !now.isBefore(last.plus(terms.idle()));
    }

    /** What can't be deleted comes again, and is known by then. */
    private void delete(List<String> handles) throws InterruptedException {
        List<String> left = handles;
        for (int tries = 1; tries <= TRIES && !left.isEmpty(); tries++) {
            if (tries > 1) {
                terms.waiter().pause(backoff.after(tries));
            }
            List<Outcome> outcomes = queue.delete(left);
            List<String> again = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                switch (outcomes.get(i)) {
                    case Outcome.Retryable retryable -> again.add(left.get(i));
                    case Outcome.Unavailable unavailable ->
                            throw CommandException.failed(
                                    "replies can't be deleted from %s: %s; check the permission"
                                                    .formatted(queue.name(), unavailable.code())
                                            + " sqs:DeleteMessage");
                    case Outcome.Done done -> {}
                    case Outcome.Refused refused -> {}
                }
            }
            left = again;
        }
    }

    private void putAside(List<Visibility> left) {
        List<Outcome> outcomes = queue.changeVisibility(left);
        Instant now = terms.clock().instant();
        synchronized (aside) {
            while (!aside.isEmpty() && aside.getFirst().until().isBefore(now)) {
                aside.removeFirst();
            }
            for (int i = 0; i < left.size(); i++) {
                boolean done = outcomes.get(i) instanceof Outcome.Done;
                Duration hidden = done ? left.get(i).timeout() : HIDDEN;
                aside.add(new Aside(left.get(i).receiptHandle(), now.plus(hidden)));
            }
        }
    }

    private void giveBack() {
        Instant now = terms.clock().instant();
        List<Visibility> back = new ArrayList<>();
        synchronized (aside) {
            aside.stream()
                    .filter(one -> one.until().isAfter(now))
                    .forEach(one -> back.add(new Visibility(one.receiptHandle(), Duration.ZERO)));
        }
        for (int i = 0; i < back.size(); i += MOST) {
            queue.changeVisibility(back.subList(i, Math.min(back.size(), i + MOST)));
        }
    }
}
