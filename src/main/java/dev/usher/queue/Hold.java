package dev.usher.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the polling while a fault of the operator's lasts. Probes at growing intervals whether it
 * is mended; then one message alone goes first, and if that goes well, all.
 */
final class Hold {
    private static final Logger log = LoggerFactory.getLogger(Hold.class);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Surroundings surroundings;
    private final Map<String, Fault> faults = new LinkedHashMap<>();
    private @Nullable Instant since;
    private Duration interval = FIRST;
    private boolean probation;

    private record Fault(String text, BooleanSupplier mended) {}

    Hold(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * @param source where the fault lies; one fault a source is kept
     * @param mended the probe; carries nothing of any request
     */
    synchronized void raise(String source, String text, BooleanSupplier mended) {
        if (faults.isEmpty()) {
            since = surroundings.clock().instant();
        }
        if (faults.put(source, new Fault(text, mended)) == null) {
            log.error("Polling is held: {}: {}", source, text);
        }
        probation = true;
    }

    /** A queue that cannot be used; its probe tells when it can be again. */
    void raise(Queue queue, String text) {
        raise(queue.name(), text, () -> queue.probe() instanceof Queue.Outcome.Done);
    }

    synchronized boolean held() {
        return !faults.isEmpty();
    }

    /** Whether the next message goes alone. */
    synchronized boolean probation() {
        return probation;
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
            if (mended(fault)) {
                mend(source, fault);
            }
        });
    }

    /** A message went well: back to full speed. */
    synchronized void proven() {
        if (faults.isEmpty() && probation) {
            probation = false;
            interval = FIRST;
            log.info("A message went well, polling goes on at full speed");
        }
    }

    private synchronized Duration lengthen() {
        Duration now = interval;
        Duration next = interval.multipliedBy(2);
        interval = next.compareTo(LONGEST) < 0 ? next : LONGEST;
        return now;
    }

    private synchronized void mend(String source, Fault fault) {
        if (faults.remove(source, fault)) {
            log.info("Mended: {}: {}", source, fault.text());
        }
    }

    private static boolean mended(Fault fault) {
        try {
            return fault.mended().getAsBoolean();
        } catch (RuntimeException e) {
            log.warn("A probe failed: {}", Frames.of(e));
            return false;
        }
    }
}
