package dev.usher.worker;

import java.time.Instant;

/** What the worker is doing, for readiness. */
public sealed interface WorkerState {
    record Starting() implements WorkerState {}

    record Polling() implements WorkerState {}

    /** An outage or an operator fault keeps it from receiving messages. */
    record Paused(String fault, Instant since) implements WorkerState {}

    record Draining(int inHand) implements WorkerState {}

    record Stopped() implements WorkerState {}

    /** A required thread died: only a new process helps. */
    record Broken(String error) implements WorkerState {}
}
