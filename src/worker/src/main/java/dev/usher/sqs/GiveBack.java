package dev.usher.sqs;

import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Gives messages back to their queue, with retries. */
record GiveBack(Queue queue, BatchRetry retry) {
    /** If so many calls in all get no answer, the rest is not given back. */
    private static final int MOST_UNANSWERED = 2 * BatchRetry.PARALLEL_CALLS;

    /** A message with the receipt handle by which it is given back. */
    record Entry(InFlightMessage message, String receiptHandle) {}

    List<Outcome> run(List<Entry> entries, Duration delay) {
        AtomicInteger unanswered = new AtomicInteger();
        try {
            return retry.run(
                    entries,
                    batch -> {
                        List<Outcome> answers = once(batch, delay);
                        if (answers.stream().allMatch(Outcome.Retryable.class::isInstance)) {
                            unanswered.incrementAndGet();
                        }
                        return answers;
                    },
                    () -> unanswered.get() >= MOST_UNANSWERED);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Collections.nCopies(entries.size(), new Outcome.Retryable("Interrupted"));
        }
    }

    /** Leaves out what has ended: its handle may hide what another client has by now. */
    private List<Outcome> once(List<Entry> batch, Duration delay) {
        List<Outcome> outcomes =
                new ArrayList<>(
                        Collections.nCopies(batch.size(), new Outcome.Refused("VisibilityEnded")));
        List<Integer> open =
                IntStream.range(0, batch.size())
                        .filter(i -> !batch.get(i).message().ended())
                        .boxed()
                        .toList();
        if (!open.isEmpty()) {
            List<Outcome> answers =
                    queue.changeVisibility(
                            open.stream()
                                    .map(i -> new Visibility(batch.get(i).receiptHandle(), delay))
                                    .toList());
            for (int i = 0; i < open.size(); i++) {
                outcomes.set(open.get(i), answers.get(i));
            }
        }
        return outcomes;
    }
}
