package dev.usher.tools.replies;

import dev.usher.message.FailureCode;
import dev.usher.message.Replies;
import dev.usher.message.Reply;
import dev.usher.message.Result;
import dev.usher.runtime.Waiter;
import dev.usher.sqs.FakeQueue;
import dev.usher.sqs.Message;
import dev.usher.sqs.Outgoing;
import dev.usher.sqs.Queue;
import dev.usher.tools.command.CommandRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A reply queue in simulated time, which advances by empty long polls and pauses. Events can be
 * scheduled.
 */
public final class SimulatedReplyQueue implements InstantSource, Waiter {
    static final Instant START = Instant.parse("2026-11-24T03:00:00Z");
    private static final Duration STEP = Duration.ofMillis(100);

    public final FakeQueue queue;
    final AtomicBoolean stopped = new AtomicBoolean();
    private final PriorityQueue<Planned> plan =
            new PriorityQueue<>((a, b) -> a.at().compareTo(b.at()));
    private Instant now = START;

    private record Planned(Instant at, Runnable event) {}

    public SimulatedReplyQueue(String name) {
        this.queue = new FakeQueue(name, this);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void pause(Duration duration) {
        Instant end = now.plus(duration);
        while (!plan.isEmpty() && !plan.element().at().isAfter(end)) {
            Planned next = plan.remove();
            now = next.at().isAfter(now) ? next.at() : now;
            next.event().run();
        }
        now = end.isAfter(now) ? end : now;
    }

    /** Schedules an event after the start. */
    void after(Duration time, Runnable event) {
        plan.add(new Planned(START.plus(time), event));
    }

    Duration passed() {
        return Duration.between(START, now);
    }

    public CommandRuntime runtime() {
        return new CommandRuntime(this, this, new Random(1), stopped::get);
    }

    ReplySearch search(String id, String messageId) {
        return new ReplySearch(
                new Polled(), new ReplySearch.Sought(id, messageId, false), runtime());
    }

    static String reply(String id, String messageId) {
        return Replies.write(
                new Reply(
                        id,
                        messageId,
                        "signup",
                        Result.Failed.of(FailureCode.USERNAME_EXISTS, "taken"),
                        false,
                        1,
                        START));
    }

    /** The queue, with long polls that let time pass. */
    private final class Polled implements Queue {
        @Override
        public String name() {
            return queue.name();
        }

        @Override
        public String url() {
            return queue.url();
        }

        @Override
        public List<Message> receive(int max, Duration wait, Duration visibilityTimeout)
                throws InterruptedException {
            Instant end = now.plus(wait);
            while (true) {
                List<Message> batch = queue.receive(max, Duration.ZERO, visibilityTimeout);
                if (!batch.isEmpty() || !now.isBefore(end)) {
                    // A call takes some time, too.
                    pause(Duration.ofMillis(5));
                    return batch;
                }
                pause(STEP);
            }
        }

        @Override
        public List<Outcome> send(List<Outgoing> entries) {
            return queue.send(entries);
        }

        @Override
        public List<Outcome> delete(List<String> receiptHandles) {
            return queue.delete(receiptHandles);
        }

        @Override
        public List<Outcome> changeVisibility(List<Visibility> entries) {
            return queue.changeVisibility(entries);
        }

        @Override
        public Outcome probe() {
            return queue.probe();
        }
    }

    /** Adds a message for another reader; returns its id. */
    String foreign(int number) {
        String body = reply("other-" + number, "elsewhere-" + number);
        return queue.fifo() ? queue.putInGroup("g" + number, body) : queue.put(body, Map.of());
    }
}
