package dev.usher.worker;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Backoff;
import dev.usher.sqs.BatchRetry;
import dev.usher.sqs.InFlightMessages;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages that one worker has in flight. */
final class MessagesInProgress extends InFlightMessages<MessageInProgress> {
    private static final Logger log = LoggerFactory.getLogger(MessagesInProgress.class);

    /** A stop must not wait for long: a message that is not given back is visible again in time. */
    private static final int TRIES = 2;

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** However long the visibility timeout is: the liveness check watches the heartbeat. */
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

    private final Queue queue;
    private final Duration visibilityTimeout;
    private final InstantSource clock;
    private final Counter lost;
    private final RequestMeters meters;

    MessagesInProgress(Queue queue, Duration visibilityTimeout, WorkerRuntime runtime) {
        super(
                queue,
                visibilityTimeout,
                MessageInProgress::new,
                runtime.clock(),
                new BatchRetry(
                        TRIES, new Backoff(PAUSE, PAUSE, runtime.random()), runtime.waiter()));
        this.queue = queue;
        this.visibilityTimeout = visibilityTimeout;
        this.clock = runtime.clock();
        this.lost =
                Counter.builder("usher.leases.lost")
                        .description("Leases on messages in hand that could not be kept")
                        .tag("queue", queue.name())
                        .register(runtime.registry());
        this.meters = new RequestMeters(runtime.registry());
    }

    @Override
    protected void lost(MessageInProgress message, String why) {
        lost.increment();
        LogContext.during(
                message,
                () -> log.warn("Lost the lease on message {}: {}", message.messageId(), why));
    }

    /** The longest work on one message since it last waited for quota; zero if there is none. */
    Duration longestWork() {
        Instant now = clock.instant();
        Duration longest = Duration.ZERO;
        for (MessageInProgress message : all()) {
            Instant since = message.workingSince();
            if (since != null && Duration.between(since, now).compareTo(longest) > 0) {
                longest = Duration.between(since, now);
            }
        }
        return longest;
    }

    /**
     * Messages that must not overtake one another make one run.
     *
     * @param broken gets the runs that lack a message, since another thread is about to give it
     *     back: the others must not go before it
     */
    Map<String, List<MessageInProgress>> runs(List<Message> messages, Set<String> broken) {
        Map<String, List<MessageInProgress>> runs = new LinkedHashMap<>();
        for (Message message : messages) {
            MessageInProgress taken = take(message);
            String group = queue.fifo() ? message.system().groupId() : null;
            String key = group == null ? message.messageId() : group;
            if (taken == null) {
                broken.add(key);
            } else {
                runs.computeIfAbsent(key, _ -> new ArrayList<>()).add(taken);
            }
        }
        return runs;
    }

    /** Gives back messages that nothing was done with. */
    void release(Collection<MessageInProgress> messages) {
        meters.released("unattended", giveBack(messages, Duration.ZERO).size());
    }

    /**
     * Gives back all that are left in flight; their threads leave them alone from now on.
     *
     * @return how many were left
     */
    int abandon() {
        int left = size();
        meters.released("abandoned", giveBackAll().size());
        return left;
    }

    /** How often to call {@link #extend}: often enough for a second try within the timeout. */
    Duration interval() {
        Duration twelfth = visibilityTimeout.dividedBy(12);
        return twelfth.compareTo(LONGEST_INTERVAL) < 0 ? twelfth : LONGEST_INTERVAL;
    }
}
