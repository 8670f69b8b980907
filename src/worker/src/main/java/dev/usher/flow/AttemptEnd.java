package dev.usher.flow;

import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** How one attempt at a request ended. */
sealed interface AttemptEnd permits AttemptEnd.Settled, AttemptFault {
    /** The ledger has its part; this is to become of the message. */
    record Settled(HandlerResult result) implements AttemptEnd {}

    /** Runs the steps. Nowhere else does a fault become an end. */
    static AttemptEnd of(Supplier<AttemptEnd> steps) {
        try {
            return steps.get();
        } catch (AttemptFault fault) {
            return fault;
        } catch (RuntimeException bug) {
            // Its message may quote input: log the kind and the place only.
            StackTraceElement[] trace = bug.getStackTrace();
            LoggerFactory.getLogger(AttemptEnd.class)
                    .error(
                            "an attempt ended in a bug: {} at {}",
                            bug.getClass().getName(),
                            trace.length == 0 ? "an unknown place" : trace[0]);
            return new TransientFault("unexpected " + bug.getClass().getSimpleName(), false);
        }
    }
}
