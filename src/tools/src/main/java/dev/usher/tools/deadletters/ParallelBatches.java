package dev.usher.tools.deadletters;

import dev.usher.runtime.Waiter;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Queue.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Many entries at once, ten a call, some calls at a time. */
final class ParallelBatches {
    private static final int AT_A_TIME = 8;
    private static final int TRIES = 4;
    private static final Duration PAUSE = Duration.ofMillis(250);

    private ParallelBatches() {}

    /** What became of each entry, in order; what may go well if tried again is. */
    static <E> List<Outcome> run(
            List<E> entries, Function<List<E>, List<Outcome>> call, Waiter waiter)
            throws InterruptedException {
        List<Outcome> outcomes =
                new ArrayList<>(
                        Collections.nCopies(entries.size(), new Outcome.Retryable("Unanswered")));
        for (int tries = 0; tries < TRIES; tries++) {
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < outcomes.size(); i++) {
                if (outcomes.get(i) instanceof Outcome.Retryable) {
                    open.add(i);
                }
            }
            if (open.isEmpty()) {
                break;
            }
            if (tries > 0) {
                waiter.pause(PAUSE.multipliedBy(1L << tries));
            }
            once(entries, open, outcomes, call);
        }
        return List.copyOf(outcomes);
    }

    private static <E> void once(
            List<E> entries,
            List<Integer> open,
            List<Outcome> outcomes,
            Function<List<E>, List<Outcome>> call)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Runnable lane =
                () -> {
                    int from = next.getAndAdd(Batcher.MOST);
                    while (from < open.size()) {
                        int to = Math.min(open.size(), from + Batcher.MOST);
                        List<Integer> batch = open.subList(from, to);
                        List<Outcome> came = call.apply(batch.stream().map(entries::get).toList());
                        synchronized (outcomes) {
                            for (int i = 0; i < Math.min(batch.size(), came.size()); i++) {
                                outcomes.set(batch.get(i), came.get(i));
                            }
                        }
                        from = next.getAndAdd(Batcher.MOST);
                    }
                };
        List<Thread> lanes = new ArrayList<>();
        for (int i = 0; i < AT_A_TIME && i * Batcher.MOST < open.size(); i++) {
            lanes.add(Thread.ofVirtual().name("usher-batch").start(lane));
        }
        joinAll(lanes);
    }

    /** Waits for all of them even when interrupted: nothing may be under way after that. */
    private static void joinAll(List<Thread> lanes) throws InterruptedException {
        boolean interrupted = false;
        for (int i = 0; i < lanes.size(); ) {
            try {
                lanes.get(i).join();
                i++;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            throw new InterruptedException();
        }
    }
}
