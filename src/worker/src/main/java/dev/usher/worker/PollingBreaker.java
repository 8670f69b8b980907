package dev.usher.worker;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Queue;
import dev.usher.sqs.StackFrames;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the polling while an outage or a fault of the operator's lasts. Probes at growing intervals
 * whether it is over; then one message goes alone first. If that goes well, all do; if it tells
 * nothing, twice as many go next.
 */
final class PollingBreaker {
    private static final Logger log = LoggerFactory.getLogger(PollingBreaker.class);
    private static final Duration FIRST = Duration.ofSeconds(1);

    /** What an operator has to mend may take a weekend; an outage ends when nobody expects it. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration LONGEST_IF_IT_PASSES = Duration.ofSeconds(2);

    private static final String MEND =
            "; the queue must be there and be reached, and the worker's role may use it and its key";

    private final WorkerRuntime surroundings;
    private final Map<String, Fault> faults = new LinkedHashMap<>();
    private @Nullable Instant since;
    private Duration interval = FIRST;
    private int width = Batcher.MOST;

    /**
     * What is the matter.
     *
     * @param over the probe; carries nothing of any request
     * @param passes whether it ends by itself
     */
    record Fault(String text, BooleanSupplier over, boolean passes) {}

    PollingBreaker(WorkerRuntime surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * @param source where the fault lies; one fault a source is kept
     */
    synchronized void raise(String source, Fault fault) {
        if (faults.isEmpty()) {
            since = surroundings.clock().instant();
        }
        if (faults.put(source, fault) == null) {
            log.error("Polling is held: {}: {}", source, fault.text());
        }
        width = 1;
    }

    /** A queue that cannot be used; its probe tells when it can be again. */
    void raise(Queue queue, String text) {
        raise(
                queue.name(),
                new Fault(text + MEND, () -> queue.probe() instanceof Queue.Outcome.Done, false));
    }

    synchronized boolean held() {
        return !faults.isEmpty();
    }

    /** How many messages go next, and are waited for if they are fewer than a batch. */
    synchronized int width() {
        return width;
    }

    synchronized @Nullable WorkerState state() {
        Instant start = since;
        if (faults.isEmpty() || start == null) {
            return null;
        }
        StringBuilder texts = new StringBuilder();
        faults.forEach((source, fault) ->
                texts.append(texts.isEmpty() ? "" : "; ")
                        .append(source)
                        .append(": ")
                        .append(fault.text()));
        return new WorkerState.Held(texts.toString(), start);
    }

    /** Waits one interval, then probes. */
    void check() throws InterruptedException {
        surroundings.waiter().pause(lengthen());
        Map<String, Fault> open;
        synchronized (this) {
            open = new LinkedHashMap<>(faults);
        }
        open.forEach((source, fault) -> {
            if (over(fault)) {
                end(source, fault);
            }
        });
    }

    /**
     * The messages that went first are through, and none raised a fault.
     *
     * @param well whether they are done with for good
     */
    synchronized void passed(boolean well) {
        if (!faults.isEmpty() || width >= Batcher.MOST) {
            return;
        }
        width = well ? Batcher.MOST : Math.min(2 * width, Batcher.MOST);
        if (width >= Batcher.MOST) {
            interval = FIRST;
            log.info("Polling goes on at full speed");
        }
    }

    private synchronized Duration lengthen() {
        Duration longest =
                faults.values().stream().anyMatch(Fault::passes) ? LONGEST_IF_IT_PASSES : LONGEST;
        Duration now = interval.compareTo(longest) < 0 ? interval : longest;
        interval = now.multipliedBy(2);
        return now;
    }

    private synchronized void end(String source, Fault fault) {
        if (faults.remove(source, fault)) {
            log.info("Over: {}: {}", source, fault.text());
        }
    }

    private static boolean over(Fault fault) {
        try {
            return fault.over().getAsBoolean();
        } catch (RuntimeException e) {
            log.warn("A probe failed: {}", StackFrames.of(e));
            return false;
        }
    }
}
