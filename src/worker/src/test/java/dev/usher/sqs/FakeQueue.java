package dev.usher.sqs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * SQS in memory, as far as the worker can tell: visibility timeouts by a clock that a test drives,
 * stale receipt handles, message groups, deduplication, the twelve-hour cap, and faults on demand.
 */
public class FakeQueue implements Queue {
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final Duration DEDUPLICATION = Duration.ofMinutes(5);

    private final String name;
    private final InstantSource clock;
    private final Map<String, Stored> messages = new LinkedHashMap<>();
    private final Map<String, Accepted> deduplication = new HashMap<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private int ids;
    private volatile Duration latency = Duration.ZERO;
    private volatile Duration patience = Duration.ofSeconds(20);
    private volatile Fault fault = (operation, entry) -> null;
    private volatile @Nullable RuntimeException receiveFault;
    private volatile @Nullable Error receiveError;
    private volatile Outcome probe = Outcome.DONE;

    /** What goes wrong with an entry: null for nothing. */
    public interface Fault {
        @Nullable Outcome of(String operation, Object entry);
    }

    private record Accepted(String id, Instant at) {}

    private static final class Stored {
        final String id;
        final Outgoing sent;
        final @Nullable String group;
        final Instant sentAt;
        int receiveCount;
        Instant visibleAt;
        Instant receivedAt = Instant.EPOCH;
        @Nullable String source;

        Stored(String id, Outgoing sent, @Nullable String group, Instant sentAt) {
            this.id = id;
            this.sent = sent;
            this.group = group;
            this.sentAt = sentAt;
            this.visibleAt = sentAt;
        }

        String handle() {
            return id + "#" + receiveCount;
        }
    }

    public FakeQueue(String name, InstantSource clock) {
        this.name = name;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String url() {
        return "https://fake/" + name;
    }

    @Override
    public List<Message> receive(int max, Duration wait, Duration visibilityTimeout)
            throws InterruptedException {
        count("receive");
        if (receiveFault != null) {
            throw receiveFault;
        }
        if (receiveError != null) {
            throw receiveError;
        }
        delay();
        long begun = System.nanoTime();
        synchronized (this) {
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                List<Message> batch = available(max, visibilityTimeout);
                long longest = Math.min(wait.toNanos(), patience.toNanos());
                long left = longest - (System.nanoTime() - begun);
                if (!batch.isEmpty() || left <= 0) {
                    return batch;
                }
                wait(Math.clamp(left / 1_000_000, 1, 5)); // the clock may move without a word
            }
        }
    }

    private List<Message> available(int max, Duration visibilityTimeout) {
        Instant now = clock.instant();
        Set<String> blocked = new HashSet<>();
        if (fifo()) {
            for (Stored stored : messages.values()) {
                if (stored.visibleAt.isAfter(now) && stored.group != null) {
                    blocked.add(stored.group);
                }
            }
        }
        List<Message> batch = new ArrayList<>();
        for (Stored stored : messages.values()) {
            boolean free = stored.group == null || !fifo() || !blocked.contains(stored.group);
            if (batch.size() < max && free && !stored.visibleAt.isAfter(now)) {
                stored.receiveCount++;
                stored.receivedAt = now;
                stored.visibleAt = now.plus(visibilityTimeout);
                batch.add(
                        new Message(
                                stored.id,
                                stored.handle(),
                                stored.sent.body(),
                                stored.sent.attributes(),
                                new Message.SystemAttributes(
                                        stored.receiveCount,
                                        stored.sentAt,
                                        stored.group,
                                        stored.sent.traceHeader(),
                                        stored.source)));
            }
        }
        return batch;
    }

    @Override
    public List<Outcome> send(List<Outgoing> entries) {
        int bytes = entries.stream().mapToInt(Outgoing::bytes).sum();
        if (bytes > 1 << 20) {
            count("send");
            return entries.stream()
                    .<Outcome>map(e -> new Outcome.Refused("BatchRequestTooLong"))
                    .toList();
        }
        return batch("send", entries, this::accept);
    }

    private Outcome accept(Outgoing outgoing) {
        Outgoing.Order order = outgoing.order();
        if (fifo() != (order != null && order.deduplicationId() != null)) {
            return new Outcome.Refused("MissingParameter");
        }
        if (outgoing.attributes().size() > 10) {
            return new Outcome.Refused("InvalidParameterValue");
        }
        Instant now = clock.instant();
        if (fifo() && order != null) {
            Accepted before = deduplication.get(order.deduplicationId());
            if (before != null && now.isBefore(before.at().plus(DEDUPLICATION))) {
                return new Outcome.Done(before.id());
            }
        }
        String id = add(outgoing, order == null ? null : order.groupId());
        if (fifo() && order != null) {
            deduplication.put(order.deduplicationId(), new Accepted(id, now));
        }
        return new Outcome.Done(id);
    }

    @Override
    public List<Outcome> delete(List<String> receiptHandles) {
        return batch(
                "delete",
                receiptHandles,
                handle -> {
                    Stored stored = stored(handle);
                    if (stored != null && stored.handle().equals(handle)) {
                        messages.remove(stored.id);
                        notifyAll();
                    }
                    return Outcome.DONE; // SQS says so of a stale one too
                });
    }

    @Override
    public List<Outcome> changeVisibility(List<Visibility> entries) {
        return batch(
                "changeVisibility",
                entries,
                entry -> {
                    Instant now = clock.instant();
                    Stored stored = stored(entry.receiptHandle());
                    if (stored == null || !stored.handle().equals(entry.receiptHandle())) {
                        return new Outcome.Refused("ReceiptHandleIsInvalid");
                    }
                    if (!stored.visibleAt.isAfter(now)) {
                        return new Outcome.Refused("MessageNotInflight");
                    }
                    Instant visibleAt = now.plus(entry.timeout());
                    if (visibleAt.isAfter(stored.receivedAt.plus(LONGEST))) {
                        return new Outcome.Refused("InvalidParameterValue");
                    }
                    stored.visibleAt = visibleAt;
                    notifyAll();
                    return Outcome.DONE;
                });
    }

    @Override
    public Outcome probe() {
        count("probe");
        return probe;
    }

    private <E> List<Outcome> batch(String operation, List<E> entries, Function<E, Outcome> one) {
        count(operation);
        if (entries.isEmpty() || entries.size() > 10) {
            throw new IllegalArgumentException(entries.size() + " entries");
        }
        delay();
        synchronized (this) {
            List<Outcome> outcomes = new ArrayList<>();
            for (E entry : entries) {
                Outcome failed = fault.of(operation, entry);
                outcomes.add(failed == null ? one.apply(entry) : failed);
            }
            return outcomes;
        }
    }

    private @Nullable Stored stored(String handle) {
        return messages.get(handle.substring(0, handle.indexOf('#')));
    }

    private void delay() {
        if (!latency.isZero()) {
            LockSupport.parkNanos(latency.toNanos());
        }
    }

    private void count(String operation) {
        calls.computeIfAbsent(operation, o -> new AtomicInteger()).incrementAndGet();
    }

    // What tests do and see.

    private synchronized String add(Outgoing outgoing, @Nullable String group) {
        String id = name + "-" + ++ids;
        messages.put(id, new Stored(id, outgoing, group, clock.instant()));
        notifyAll();
        return id;
    }

    public String put(String body) {
        return put(body, Map.of());
    }

    public String put(String body, Map<String, MessageAttributeValue> attributes) {
        return add(new Outgoing(body, attributes, "Root=1-2-3", null), null);
    }

    public String putInGroup(String group, String body) {
        return add(new Outgoing(body, Map.of(), null, null), group);
    }

    /** As if SQS itself had moved it here. */
    public String putFrom(String sourceArn, String body) {
        return putFrom(sourceArn, body, Map.of());
    }

    public synchronized String putFrom(
            String sourceArn, String body, Map<String, MessageAttributeValue> attributes) {
        String id = put(body, attributes);
        requireNonNull(messages.get(id)).source = sourceArn;
        return id;
    }

    /** How long a receive waits at most, whatever it asks for; for those that wait already too. */
    public void patience(Duration patience) {
        this.patience = patience;
    }

    public void latency(Duration latency) {
        this.latency = latency;
    }

    public void fault(Fault fault) {
        this.fault = fault;
    }

    public void receiveFault(@Nullable RuntimeException receiveFault) {
        this.receiveFault = receiveFault;
    }

    public void receiveError(Error receiveError) {
        this.receiveError = receiveError;
    }

    public void probe(Outcome probe) {
        this.probe = probe;
    }

    public int calls(String operation) {
        AtomicInteger count = calls.get(operation);
        return count == null ? 0 : count.get();
    }

    public int calls() {
        return calls.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    public synchronized int size() {
        return messages.size();
    }

    public synchronized int inFlight() {
        Instant now = clock.instant();
        return (int) messages.values().stream().filter(m -> m.visibleAt.isAfter(now)).count();
    }

    public synchronized List<Outgoing> contents() {
        return messages.values().stream().map(m -> m.sent).toList();
    }

    public synchronized List<String> bodies() {
        return messages.values().stream().map(m -> m.sent.body()).toList();
    }

    public synchronized void clear() {
        messages.clear();
    }

    /** How long until the message can be received. */
    public synchronized Duration hidden(String id) {
        Stored stored = messages.get(id);
        return stored == null
                ? Duration.ofNanos(-1)
                : Duration.between(clock.instant(), stored.visibleAt);
    }

    public synchronized int receiveCount(String id) {
        Stored stored = messages.get(id);
        return stored == null ? -1 : stored.receiveCount;
    }
}
