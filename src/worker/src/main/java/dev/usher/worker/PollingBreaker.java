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
 * Pauses the polling during an outage or an operator fault, like a circuit breaker. Probes at
 * growing intervals whether the fault is over; then half-open, it lets one message through. If that
 * is settled, polling continues at full speed; otherwise twice as many go next.
 */
final class PollingBreaker {
    private static final Logger log = LoggerFactory.getLogger(PollingBreaker.class);
    private static final Duration FIRST = Duration.ofSeconds(1);

    /** An operator fault may last a weekend. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** An outage may end at any time. */
    private static final Duration LONGEST_IF_IT_PASSES = Duration.ofSeconds(2);

    private static final String FIX =
            "; check that the queue exists and is reachable, and that the worker's role may use it and"
                    + " its key";

    private final BooleanSupplier handlerProbe;
    private final WorkerRuntime runtime;
    private final Map<String, Fault> faults = new LinkedHashMap<>();
    private @Nullable Instant since;
    private Duration interval = FIRST;
    private int width = Batcher.MOST;

    /**
     * Why polling is paused.
     *
     * @param over the probe; carries nothing of any request
     * @param passes whether it ends without an operator
     */
    private record Fault(String text, BooleanSupplier over, boolean passes) {}

    /**
     * @param handlerProbe whether what the handler needs is in order
     */
    PollingBreaker(BooleanSupplier handlerProbe, WorkerRuntime runtime) {
        this.handlerProbe = handlerProbe;
        this.runtime = runtime;
    }

    /** One fault is kept per source. */
    private synchronized void raise(String source, Fault fault) {
        if (faults.isEmpty()) {
            since = runtime.clock().instant();
        }
        if (faults.put(source, fault) == null) {
            log.error("Polling is paused: {}: {}", source, fault.text());
        }
        width = 1;
    }

    /** The handler can handle no request until its probe succeeds. */
    void handlerFault(String text, boolean passes) {
        raise("requests cannot be handled", new Fault(text, handlerProbe, passes));
    }

    /** A queue cannot be used until its probe succeeds. */
    void queueFault(Queue queue, String text) {
        raise(
                queue.name(),
                new Fault(text + FIX, () -> queue.probe() instanceof Queue.Outcome.Done, false));
    }

    synchronized boolean paused() {
        return !faults.isEmpty();
    }

    /** How many messages to take next; if fewer than a batch, the next poll waits for them. */
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
        return new WorkerState.Paused(texts.toString(), start);
    }

    /** Waits one interval, then probes. */
    void check() throws InterruptedException {
        runtime.waiter().pause(lengthen());
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
     * The messages that went first are processed.
     *
     * @param settled whether they are settled for good
     */
    synchronized void passed(boolean settled) {
        if (!faults.isEmpty() || width >= Batcher.MOST) {
            return;
        }
        width = settled ? Batcher.MOST : Math.min(2 * width, Batcher.MOST);
        if (width >= Batcher.MOST) {
            interval = FIRST;
            log.info("Polling continues at full speed");
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
            log.info("Fault is over: {}: {}", source, fault.text());
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
