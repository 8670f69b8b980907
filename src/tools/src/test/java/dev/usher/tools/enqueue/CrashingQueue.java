package dev.usher.tools.enqueue;

import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A queue whose sender crashes at a batch, before or after SQS accepts it. */
public final class CrashingQueue implements Queue {
    private final FakeQueue queue;
    private final int last;
    private final boolean accepted;
    private final AtomicInteger batches = new AtomicInteger();

    /**
     * @param last the number of the batch; later ones fail, too
     * @param accepted whether SQS accepts them before
     */
    public CrashingQueue(FakeQueue queue, int last, boolean accepted) {
        this.queue = queue;
        this.last = last;
        this.accepted = accepted;
    }

    @Override
    public String name() {
        return queue.name();
    }

    @Override
    public String url() {
        return queue.url();
    }

    @Override
    public List<Outcome> send(List<Outgoing> entries) {
        if (batches.incrementAndGet() < last) {
            return queue.send(entries);
        }
        if (accepted) {
            queue.send(entries);
        }
        throw new IllegalStateException("killed");
    }

    @Override
    public List<Message> receive(int max, Duration wait, Duration visibilityTimeout) {
        throw new UnsupportedOperationException("the queue is not read");
    }

    @Override
    public List<Outcome> delete(List<String> receiptHandles) {
        throw new UnsupportedOperationException("the queue is not read");
    }

    @Override
    public List<Outcome> changeVisibility(List<Visibility> entries) {
        throw new UnsupportedOperationException("the queue is not read");
    }

    @Override
    public Outcome probe() {
        return Outcome.DONE;
    }
}
