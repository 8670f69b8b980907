package dev.usher.sqs;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Queue.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Joins the entries of many threads to batches of one SQS operation. It has no thread of its own:
 * the thread that completes a batch sends it, otherwise the one that waited longest. An entry lives
 * no longer than the call of its thread, so memory is bounded by the threads.
 */
public final class Batcher<E> {
    public static final int MOST = 10;
    public static final int MOST_BYTES = 1 << 20;

    /** The wait for more entries while many threads are at work. */
    private static final Duration LINGER_BUSY = Duration.ofMillis(25);

    /**
     * With more threads at work, processing a message takes far longer than this: the wait for a
     * full batch is not noticed, and saves requests that are billed.
     */
    private static final Duration LINGER_SATURATED = Duration.ofMillis(100);

    private static final int SATURATED = 3 * MOST;

    /** The wait while few threads are at work. */
    private static final Duration LINGER_QUIET = Duration.ofMillis(2);

    private static final int TRIES = 5;

    private final Function<List<E>, List<Outcome>> operation;
    private final ToIntFunction<E> bytes;
    private final IntSupplier working;
    private final BatchRetry retry;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Slot<E>> waiting = new ArrayDeque<>();
    private int waitingBytes;

    private record Slot<E>(E entry, int bytes, CompletableFuture<Outcome> outcome) {
        /** A slot is equal to itself alone: two threads may bring equal entries. */
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /**
     * @param operation the call; one outcome per entry, in order
     * @param bytes the size of an entry
     * @param working how many threads might bring an entry, those already waiting included
     */
    public Batcher(
            Function<List<E>, List<Outcome>> operation,
            ToIntFunction<E> bytes,
            IntSupplier working,
            WorkerRuntime runtime) {
        this.operation = operation;
        this.bytes = bytes;
        this.working = working;
        this.retry =
                new BatchRetry(
                        TRIES,
                        new Backoff(
                                Duration.ofMillis(100), Duration.ofSeconds(2), runtime.random()),
                        runtime.waiter());
    }

    /** Blocks until SQS has answered for the entry; retries a few times. */
    public Outcome submit(E entry) {
        try {
            return retry.run(List.of(entry), one -> List.of(once(one.getFirst()))).getFirst();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Retryable("Interrupted");
        }
    }

    private Outcome once(E entry) {
        int size = bytes.applyAsInt(entry);
        if (size > MOST_BYTES) {
            return new Outcome.Refused("MessageTooLong");
        }
        Slot<E> slot = new Slot<>(entry, size, new CompletableFuture<>());
        List<Slot<E>> batch = join(slot);
        while (true) {
            if (!batch.isEmpty()) {
                send(batch);
            }
            Outcome outcome = linger(slot);
            if (outcome != null) {
                return outcome;
            }
            batch = takeWith(slot);
            if (batch.isEmpty()) {
                return slot.outcome().join();
            }
        }
    }

    private List<Slot<E>> join(Slot<E> slot) {
        lock.lock();
        try {
            waiting.add(slot);
            waitingBytes += slot.bytes();
            boolean full = waiting.size() >= MOST || waitingBytes >= MOST_BYTES;
            return full || waiting.size() >= working.getAsInt() ? take() : List.of();
        } finally {
            lock.unlock();
        }
    }

    private static Duration linger(int atWork) {
        if (atWork > SATURATED) {
            return LINGER_SATURATED;
        }
        return atWork > MOST ? LINGER_BUSY : LINGER_QUIET;
    }

    /** Null if no thread has sent the slot in time. */
    private @Nullable Outcome linger(Slot<E> slot) {
        Duration linger = linger(working.getAsInt());
        try {
            return slot.outcome().get(linger.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a slot is never completed with an exception", e);
        }
    }

    /** Empty if another thread is sending the slot already. */
    private List<Slot<E>> takeWith(Slot<E> slot) {
        lock.lock();
        try {
            return waiting.contains(slot) ? take() : List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<Slot<E>> take() {
        List<Slot<E>> batch = new ArrayList<>(MOST);
        int batchBytes = 0;
        while (!waiting.isEmpty()
                && batch.size() < MOST
                && batchBytes + waiting.getFirst().bytes() <= MOST_BYTES) {
            Slot<E> slot = waiting.removeFirst();
            batchBytes += slot.bytes();
            batch.add(slot);
        }
        waitingBytes -= batchBytes;
        return batch;
    }

    private void send(List<Slot<E>> batch) {
        List<Outcome> outcomes =
                Collections.nCopies(batch.size(), new Outcome.Retryable("Unanswered"));
        try {
            List<Outcome> answered = operation.apply(batch.stream().map(Slot::entry).toList());
            if (answered.size() == batch.size()) {
                outcomes = answered;
            }
        } finally {
            // Even a bug in the operation must not leave other threads waiting for ever.
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).outcome().complete(outcomes.get(i));
            }
        }
    }
}
