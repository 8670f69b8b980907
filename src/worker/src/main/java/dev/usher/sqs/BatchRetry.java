package dev.usher.sqs;

import dev.usher.runtime.Waiter;
import dev.usher.sqs.Queue.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Calls a batch operation of SQS for any number of entries: ten per call, several calls at a time,
 * and again for the entries that failed in a way that may pass.
 *
 * @param tries of one entry at most
 */
public record BatchRetry(int tries, Backoff backoff, Waiter waiter) {
    static final int PARALLEL_CALLS = 8;

    private static final Outcome UNANSWERED = new Outcome.Retryable("Unanswered");

    /** Returns one outcome per entry, in the order of the entries. */
    public <E> List<Outcome> run(List<E> entries, Function<List<E>, List<Outcome>> operation)
            throws InterruptedException {
        return run(entries, operation, () -> false);
    }

    /**
     * Returns one outcome per entry, in the order of the entries.
     *
     * @param operation the call, with at most ten entries; returns one outcome per entry, in order
     * @param stopped asked before each call; true leaves the rest as it is
     * @throws InterruptedException after the calls that were under way
     */
    public <E> List<Outcome> run(
            List<E> entries, Function<List<E>, List<Outcome>> operation, BooleanSupplier stopped)
            throws InterruptedException {
        List<Outcome> outcomes =
                Collections.synchronizedList(
                        new ArrayList<>(Collections.nCopies(entries.size(), UNANSWERED)));
        List<Integer> open = IntStream.range(0, entries.size()).boxed().toList();
        for (int tried = 1; ; tried++) {
            AtomicInteger next = new AtomicInteger();
            List<Integer> now = open;
            parallel(
                    Math.ceilDiv(now.size(), Batcher.MOST),
                    () -> {
                        int from;
                        while ((from = next.getAndAdd(Batcher.MOST)) < now.size()
                                && !stopped.getAsBoolean()) {
                            List<Integer> batch =
                                    now.subList(from, Math.min(now.size(), from + Batcher.MOST));
                            List<Outcome> answers =
                                    operation.apply(batch.stream().<E>map(entries::get).toList());
                            for (int i = 0; i < Math.min(batch.size(), answers.size()); i++) {
                                outcomes.set(batch.get(i), answers.get(i));
                            }
                        }
                    });
            open = now.stream().filter(i -> outcomes.get(i) instanceof Outcome.Retryable).toList();
            if (open.isEmpty() || tried >= tries || stopped.getAsBoolean()) {
                return List.copyOf(outcomes);
            }
            waiter.pause(backoff.after(tried));
        }
    }

    private static void parallel(int calls, Runnable task) throws InterruptedException {
        if (calls <= 1) {
            task.run();
            return;
        }
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Runnable caught =
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) {
                        thrown.compareAndSet(null, e);
                    }
                };
        List<Thread> threads =
                IntStream.range(0, Math.min(calls, PARALLEL_CALLS))
                        .mapToObj(_ -> Thread.ofVirtual().name("usher-batch").start(caught))
                        .toList();
        boolean interrupted = false;
        for (int i = 0; i < threads.size(); ) {
            try {
                threads.get(i).join();
                i++;
            } catch (InterruptedException _) {
                interrupted = true; // nothing may be under way after the return
            }
        }
        switch (thrown.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
        if (interrupted) {
            throw new InterruptedException();
        }
    }
}
