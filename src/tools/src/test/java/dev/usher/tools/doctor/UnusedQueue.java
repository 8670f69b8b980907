package dev.usher.tools.doctor;

import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import java.time.Duration;
import java.util.List;

/** A queue that a test must not call. */
record UnusedQueue(String name, String url) implements Queue {
    @Override
    public List<Message> receive(int max, Duration wait, Duration visibilityTimeout) {
        throw used();
    }

    @Override
    public List<Outcome> send(List<Outgoing> entries) {
        throw used();
    }

    @Override
    public List<Outcome> delete(List<String> receiptHandles) {
        throw used();
    }

    @Override
    public List<Outcome> changeVisibility(List<Visibility> entries) {
        throw used();
    }

    @Override
    public Outcome probe() {
        throw used();
    }

    private static AssertionError used() {
        return new AssertionError("the queue was used");
    }
}
