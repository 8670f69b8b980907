package dev.usher.worker;

import java.time.Instant;

/** What the worker is about, for readiness. */
public sealed interface WorkerState {
    record Starting() implements WorkerState {}

    record Polling() implements WorkerState {}

    /** A fault of the operator's keeps it from taking messages. */
    record Held(String fault, Instant since) implements WorkerState {}

    record Draining(int inHand) implements WorkerState {}

    record Stopped() implements WorkerState {}

    /** A thread that it cannot do without died: only a new process helps. */
    record Broken(String error) implements WorkerState {}
}
