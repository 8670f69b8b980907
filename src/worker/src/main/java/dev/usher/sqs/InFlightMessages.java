package dev.usher.sqs;

import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages that were received from a queue, and are neither deleted nor given back yet. They
 * stay hidden from others as long as {@link #extend} is called often enough.
 */
public class InFlightMessages<M extends InFlightMessage> {
    private final Queue queue;
    private final Duration visibilityTimeout;
    private final Factory<M> factory;
    private final InstantSource clock;
    private final BatchRetry retry;
    private final ConcurrentHashMap<String, M> inFlight = new ConcurrentHashMap<>();

    /** Makes the entry of a message that was received for the first time. */
    public interface Factory<M> {
        M create(Message message, Duration visibilityTimeout, InstantSource clock);
    }

    /**
     * @param retry of what is given back; an extension is not retried, as the next one follows soon
     */
    public InFlightMessages(
            Queue queue,
            Duration visibilityTimeout,
            Factory<M> factory,
            InstantSource clock,
            BatchRetry retry) {
        this.queue = queue;
        this.visibilityTimeout = visibilityTimeout;
        this.factory = factory;
        this.clock = clock;
        this.retry = retry;
    }

    /** Called once when a message could not be kept hidden. */
    protected void lost(M message, String why) {}

    public int size() {
        return inFlight.size();
    }

    /** A snapshot. */
    public List<M> all() {
        return List.copyOf(inFlight.values());
    }

    public @Nullable M find(String messageId) {
        return inFlight.get(messageId);
    }

    /** How long the oldest has been in flight; zero if none is. */
    public Duration oldest() {
        Instant now = clock.instant();
        Instant oldest =
                inFlight.values().stream()
                        .map(InFlightMessage::taken)
                        .min(Instant::compareTo)
                        .orElse(now);
        return oldest.isBefore(now) ? Duration.between(oldest, now) : Duration.ZERO;
    }

    /**
     * Takes a message that was received just now; null if it is in flight already, which is then
     * kept by the newer receipt handle.
     */
    public @Nullable M take(Message message) {
        return take(message, Duration.ZERO);
    }

    /**
     * The same for a message that may have been hidden for some time already.
     *
     * @param age how long at most
     */
    public @Nullable M take(Message message, Duration age) {
        Instant since = clock.instant().minus(age);
        M fresh = factory.create(message, visibilityTimeout, clock);
        fresh.hiddenSince(since, visibilityTimeout);
        M taken =
                inFlight.merge(
                        message.messageId(),
                        fresh,
                        (old, _) -> {
                            old.renew(message, visibilityTimeout, since);
                            return old;
                        });
        return fresh.equals(taken) ? fresh : null;
    }

    /** Drops a message whatever its state; the queue delivers it again in time. */
    public void forget(M message) {
        boolean _ = inFlight.remove(message.messageId(), message);
    }

    /** Drops those whose visibility timeout is over. */
    public void forgetEnded() {
        // Inside compute, so that a message that is received again meanwhile stays.
        inFlight.keySet()
                .forEach(id ->
                        inFlight.computeIfPresent(
                                id, (_, message) -> message.held() ? message : null));
    }

    /**
     * Ends a message with a last call, a delete or a release. If a newer receipt handle comes while
     * it runs, the call is made again with that one.
     */
    public Outcome finish(M message, Function<String, Outcome> last) {
        message.finish();
        while (true) {
            String handle = message.receiptHandle();
            Outcome outcome = last.apply(handle);
            if (forget(message, handle)) {
                return outcome;
            }
        }
    }

    private boolean forget(M message, String handle) {
        // Inside compute, so that no redelivery can come between the check and the removal.
        M left =
                inFlight.computeIfPresent(
                        message.messageId(),
                        (_, known) ->
                                known.equals(message) && message.receiptHandle().equals(handle)
                                        ? null
                                        : known);
        return !message.equals(left);
    }

    /**
     * Gives messages back, and drops those that are hidden no more.
     *
     * @return one outcome per message that was hidden still
     */
    public List<Outcome> giveBack(Collection<M> messages, Duration delay) {
        List<M> held = messages.stream().filter(InFlightMessage::held).toList();
        List<Outcome> outcomes = release(held, delay);
        messages.stream().filter(message -> !held.contains(message)).forEach(this::forget);
        return outcomes;
    }

    /**
     * Gives back all that are left, at once; their threads must leave them alone from now on.
     *
     * @return one outcome per message that was hidden still
     */
    public List<Outcome> giveBackAll() {
        List<M> all = all();
        List<M> held = all.stream().filter(InFlightMessage::abandon).toList();
        List<Outcome> outcomes = release(held, Duration.ZERO);
        all.forEach(this::forget);
        return outcomes;
    }

    private List<Outcome> release(List<M> messages, Duration delay) {
        messages.forEach(InFlightMessage::finish);
        List<Outcome> outcomes = new ArrayList<>();
        List<M> left = messages;
        while (!left.isEmpty()) {
            List<GiveBack.Entry> entries =
                    left.stream()
                            .map(message -> new GiveBack.Entry(message, message.receiptHandle()))
                            .toList();
            List<Outcome> answers = new GiveBack(queue, retry).run(entries, delay);
            // A poll that was still open may have brought one back at once, under a newer receipt
            // handle: that one has to be given back too.
            List<M> again = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                if (forget(left.get(i), entries.get(i).receiptHandle())) {
                    outcomes.add(answers.get(i));
                } else {
                    again.add(left.get(i));
                }
            }
            left = again;
        }
        return outcomes;
    }

    /** Extends every message by the visibility timeout once a third of it has gone. */
    public void extend() throws InterruptedException {
        Duration age = visibilityTimeout.dividedBy(3);
        List<M> due = inFlight.values().stream().filter(message -> message.due(age)).toList();
        hide(due, age, visibilityTimeout);
    }

    /** Hides messages for so long from now on, instead of what is left of their time. */
    public void hide(List<M> messages, Duration timeout) throws InterruptedException {
        hide(messages, Duration.ZERO, timeout);
    }

    private void hide(List<M> due, Duration age, Duration timeout) throws InterruptedException {
        var _ =
                new BatchRetry(1, retry.backoff(), retry.waiter())
                        .run(
                                due,
                                batch -> {
                                    List<M> locked =
                                            batch.stream()
                                                    .filter(message -> message.lockIfDue(age))
                                                    .toList();
                                    try {
                                        return hideLocked(locked, timeout);
                                    } finally {
                                        locked.forEach(InFlightMessage::unlock);
                                    }
                                });
    }

    private List<Outcome> hideLocked(List<M> messages, Duration longest) {
        Instant now = clock.instant();
        List<M> extended = new ArrayList<>();
        List<Visibility> entries = new ArrayList<>();
        for (M message : messages) {
            Duration timeout = shorter(longest, message.left());
            if (timeout.isZero()) {
                loseIfEnded(message, "the twelve hours are over");
            } else {
                extended.add(message);
                entries.add(new Visibility(message.receiptHandle(), timeout));
            }
        }
        if (entries.isEmpty()) {
            return List.of();
        }
        List<Outcome> outcomes = queue.changeVisibility(entries);
        for (int i = 0; i < entries.size(); i++) {
            M message = extended.get(i);
            switch (outcomes.get(i)) {
                case Outcome.Done _ -> message.extended(now, entries.get(i).timeout());
                case Outcome.Refused(String code) -> lose(message, code);
                // Both may pass: the next extension tries again until the time is over.
                case Outcome.Retryable(String code) -> loseIfEnded(message, code);
                case Outcome.Unavailable(String code) -> loseIfEnded(message, code);
            }
        }
        return outcomes;
    }

    private void loseIfEnded(M message, String why) {
        if (message.ended()) {
            lose(message, why);
        }
    }

    private void lose(M message, String why) {
        if (message.lose()) {
            lost(message, why);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        Duration shorter = one.compareTo(other) < 0 ? one : other;
        return Duration.ofSeconds(shorter.toSeconds());
    }
}
