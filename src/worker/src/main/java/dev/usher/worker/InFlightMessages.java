package dev.usher.worker;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Outcome;
import dev.usher.sqs.Queue.Visibility;
import dev.usher.sqs.RequestMeters;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages in hand, and the heartbeat that keeps them hidden from others: each is extended by
 * the visibility timeout once a third of it has gone.
 */
final class InFlightMessages {
    private static final Logger log = LoggerFactory.getLogger(InFlightMessages.class);

    /**
     * However long the leases are, a heartbeat that has stopped must soon be told from a slow one.
     */
    private static final Duration SLOWEST_RHYTHM = Duration.ofMinutes(1);

    private final Queue queue;
    private final Duration visibilityTimeout;
    private final InstantSource clock;
    private final Counter lost;
    private final RequestMeters released;
    private final ConcurrentHashMap<String, InFlightMessage> inHand = new ConcurrentHashMap<>();

    InFlightMessages(Queue queue, Duration visibilityTimeout, WorkerRuntime surroundings) {
        this.queue = queue;
        this.visibilityTimeout = visibilityTimeout;
        this.clock = surroundings.clock();
        this.lost =
                Counter.builder("usher.leases.lost")
                        .description("Leases on messages in hand that could not be kept")
                        .tag("queue", queue.name())
                        .register(surroundings.registry());
        this.released = new RequestMeters(surroundings.registry());
    }

    int size() {
        return inHand.size();
    }

    /** How long the one has been in hand that has been longest; zero if none is. */
    Duration oldest() {
        return longest(inHand.values().stream().map(InFlightMessage::taken));
    }

    /**
     * How long the message has been worked on that has been longest, since it last waited for
     * quota; zero if none is.
     */
    Duration longestWork() {
        return longest(
                inHand.values().stream().map(InFlightMessage::begun).flatMap(Stream::ofNullable));
    }

    private Duration longest(Stream<Instant> since) {
        Instant now = clock.instant();
        return since.map(each -> Duration.between(each, now))
                .max(Comparator.naturalOrder())
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    /** Null if the message is in hand already; its lease then goes on with the newer handle. */
    @Nullable InFlightMessage take(Message message) {
        InFlightMessage fresh = new InFlightMessage(message, visibilityTimeout, clock);
        InFlightMessage inFlightMessage =
                inHand.merge(
                        message.messageId(),
                        fresh,
                        (old, _) -> {
                            old.renew(message, visibilityTimeout);
                            return old;
                        });
        return inFlightMessage == fresh ? fresh : null;
    }

    /**
     * Messages that must not overtake one another make one run.
     *
     * @param broken gets the runs that lack a message, since another thread is about to give it
     *     back: the others must not go before it
     */
    Map<String, List<InFlightMessage>> runs(List<Message> messages, Set<String> broken) {
        Map<String, List<InFlightMessage>> runs = new LinkedHashMap<>();
        for (Message message : messages) {
            InFlightMessage inFlightMessage = take(message);
            String group = queue.fifo() ? message.system().groupId() : null;
            String key = group == null ? message.messageId() : group;
            if (inFlightMessage == null) {
                broken.add(key);
            } else {
                runs.computeIfAbsent(key, _ -> new ArrayList<>()).add(inFlightMessage);
            }
        }
        return runs;
    }

    /**
     * Ends a lease with a last call, a delete or a release. If a newer receipt handle comes while
     * it runs, the call is made again with that one.
     */
    Outcome finish(InFlightMessage inFlightMessage, Function<String, Outcome> last) {
        inFlightMessage.finish();
        while (true) {
            String handle = inFlightMessage.receiptHandle();
            Outcome outcome = last.apply(handle);
            if (forget(inFlightMessage, handle)) {
                return outcome;
            }
        }
    }

    /** Drops a lease whatever its state; the queue gives the message out again in time. */
    void forget(InFlightMessage inFlightMessage) {
        inHand.remove(inFlightMessage.message().messageId(), inFlightMessage);
    }

    private boolean forget(InFlightMessage inFlightMessage, String handle) {
        // Inside compute, so that no redelivery can slip in between the question and the removal.
        return inHand.computeIfPresent(
                        inFlightMessage.message().messageId(),
                        (_, known) ->
                                known == inFlightMessage
                                                && inFlightMessage.receiptHandle().equals(handle)
                                        ? null
                                        : known)
                != inFlightMessage;
    }

    /** Gives messages back together; what fails, or is not ours any more, comes back in time. */
    void release(Collection<InFlightMessage> leases, Duration delay) {
        List<InFlightMessage> held = leases.stream().filter(InFlightMessage::held).toList();
        giveBack(held, delay);
        released.released("unattended", held.size());
        leases.stream()
                .filter(inFlightMessage -> !held.contains(inFlightMessage))
                .forEach(this::forget);
    }

    /**
     * Gives back all that is left in hand; the threads on it are told and let go of it.
     *
     * @return how many
     */
    int abandon() {
        List<InFlightMessage> left = List.copyOf(inHand.values());
        List<InFlightMessage> held = left.stream().filter(InFlightMessage::abandon).toList();
        giveBack(held, Duration.ZERO);
        released.released("abandoned", held.size());
        left.forEach(this::forget);
        return left.size();
    }

    private void giveBack(List<InFlightMessage> leases, Duration delay) {
        leases.forEach(InFlightMessage::finish);
        List<InFlightMessage> left = leases;
        while (!left.isEmpty()) {
            List<Visibility> entries =
                    left.stream()
                            .map(inFlightMessage ->
                                    new Visibility(inFlightMessage.receiptHandle(), delay))
                            .toList();
            changeVisibility(entries);
            // A poll that was still open may have brought one back at once, under a newer receipt
            // handle: that one has to be given back too.
            List<InFlightMessage> again = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                if (!forget(left.get(i), entries.get(i).receiptHandle())) {
                    again.add(left.get(i));
                }
            }
            left = again;
        }
    }

    private void changeVisibility(List<Visibility> entries) {
        for (int from = 0; from < entries.size(); from += Batcher.MOST) {
            List<Visibility> batch =
                    entries.subList(from, Math.min(entries.size(), from + Batcher.MOST));
            List<Outcome> outcomes = queue.changeVisibility(batch);
            List<Visibility> again = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                if (outcomes.get(i) instanceof Outcome.Retryable) {
                    again.add(batch.get(i));
                }
            }
            if (!again.isEmpty()
                    && queue.changeVisibility(again).stream()
                            .allMatch(Outcome.Retryable.class::isInstance)) {
                // Nobody answers: a stop must not wait for each batch in turn.
                return;
            }
        }
    }

    /** How often {@link #beat} should be called: often enough for a second try within the lease. */
    Duration rhythm() {
        Duration twelfth = visibilityTimeout.dividedBy(12);
        return twelfth.compareTo(SLOWEST_RHYTHM) < 0 ? twelfth : SLOWEST_RHYTHM;
    }

    /** Extends every lease that is due. */
    void beat() {
        List<InFlightMessage> due = new ArrayList<>();
        for (InFlightMessage inFlightMessage : inHand.values()) {
            if (inFlightMessage.lockIfDue(visibilityTimeout.dividedBy(3))) {
                due.add(inFlightMessage);
                if (due.size() == Batcher.MOST) {
                    extend(due);
                    due.clear();
                }
            }
        }
        extend(due);
    }

    /** The leases come locked and go unlocked. */
    private void extend(List<InFlightMessage> due) {
        try {
            Instant now = clock.instant();
            List<InFlightMessage> leases = new ArrayList<>();
            List<Visibility> entries = new ArrayList<>();
            for (InFlightMessage inFlightMessage : due) {
                Duration timeout = shorter(visibilityTimeout, inFlightMessage.left());
                if (timeout.isZero()) {
                    check(inFlightMessage, "the twelve hours are over");
                } else {
                    leases.add(inFlightMessage);
                    entries.add(new Visibility(inFlightMessage.receiptHandle(), timeout));
                }
            }
            if (entries.isEmpty()) {
                return;
            }
            List<Outcome> outcomes = queue.changeVisibility(entries);
            for (int i = 0; i < entries.size(); i++) {
                InFlightMessage inFlightMessage = leases.get(i);
                switch (outcomes.get(i)) {
                    case Outcome.Done() -> inFlightMessage.extended(now, entries.get(i).timeout());
                    case Outcome.Refused(String code) -> lose(inFlightMessage, code);
                    // Both may pass: the next beat tries again until the lease has ended.
                    case Outcome.Retryable(String code) -> check(inFlightMessage, code);
                    case Outcome.Unavailable(String code) -> check(inFlightMessage, code);
                }
            }
        } finally {
            due.forEach(InFlightMessage::unlock);
        }
    }

    private void check(InFlightMessage inFlightMessage, String why) {
        if (inFlightMessage.ended()) {
            lose(inFlightMessage, why);
        }
    }

    private void lose(InFlightMessage inFlightMessage, String why) {
        if (inFlightMessage.lose()) {
            lost.increment();
            // The heartbeat says so, or the message's own thread.
            LogContext.during(
                    inFlightMessage,
                    () ->
                            log.warn(
                                    "Lost the lease on message {}: {}",
                                    inFlightMessage.message().messageId(),
                                    why));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        Duration shorter = one.compareTo(other) < 0 ? one : other;
        return Duration.ofSeconds(shorter.toSeconds());
    }
}
