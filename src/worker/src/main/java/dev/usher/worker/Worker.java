package dev.usher.worker;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.Queue.Visibility;
import dev.usher.sqs.QueueException;
import dev.usher.sqs.SqsMetrics;
import dev.usher.worker.LoopActivity.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from one request queue, hands each to the handler on a virtual thread of its own,
 * and does what the verdict says: reply, then delete; or dead letter, reply, delete; or back to the
 * queue. Nothing it does loses a message: what it does not finish, SQS gives out again.
 */
public final class Worker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofMillis(100);
    private static final Duration LONGEST_ABORT = Duration.ofSeconds(1);

    /** An answer that is on its way brings messages that an abort would strand. */
    private static final Duration ON_ITS_WAY = Duration.ofMillis(100);

    private final Options options;
    private final Permits permits;
    private final Lane lane;
    private final WorkerRuntime surroundings;
    private final PollingBreaker pollingBreaker;
    private final InFlightMessages inFlightMessages;
    private final MessageProcessor messageProcessor;
    private final InFlightCounter inFlightCounter = new InFlightCounter();
    private final Set<String> groups = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final LoopActivity loopActivity;
    private final SupervisedThread polling;
    private final SupervisedThread beating;
    private final LivenessCheck livenessCheck;
    private volatile boolean receiving;

    /**
     * How long things take.
     *
     * @param visibilityTimeout the lease on a message, whole seconds
     * @param pollWait of the long poll, at most 20 s
     * @param drainTimeout how long {@link #stop()} waits for work in hand
     * @param longestWork on one message from one wait for quota to the next; a thread that takes
     *     longer is stuck
     */
    public record Options(
            Duration visibilityTimeout,
            Duration pollWait,
            Duration drainTimeout,
            Duration longestWork) {
        /**
         * One call and its retries, a slow ledger and a slow SQS together stay far below it. How
         * long a call waits for quota, nobody can say: that does not count.
         */
        public static final Duration LONGEST_WORK = Duration.ofHours(1);

        public Options {
            if (visibilityTimeout.toSeconds() < 1 || pollWait.toSeconds() > 20) {
                throw new IllegalArgumentException("SQS counts in seconds, and polls 20 at most");
            }
        }
    }

    /**
     * A worker that is yet to be started.
     *
     * @param permits of this lane
     */
    public Worker(
            Options options,
            Permits permits,
            Lane lane,
            MessageHandling messageHandling,
            WorkerRuntime surroundings) {
        this.options = options;
        this.permits = permits;
        this.lane = lane;
        this.surroundings = surroundings;
        Queue requests = lane.requests();
        this.pollingBreaker = new PollingBreaker(surroundings);
        this.inFlightMessages =
                new InFlightMessages(requests, options.visibilityTimeout(), surroundings);
        this.loopActivity = new LoopActivity(surroundings.clock(), options.pollWait());
        this.polling = new SupervisedThread("usher-poll", this::poll, surroundings.waiter());
        this.beating =
                new SupervisedThread("usher-heartbeat", this::heartbeat, surroundings.waiter());
        this.livenessCheck =
                new LivenessCheck(
                        options,
                        List.of(polling, beating),
                        loopActivity,
                        inFlightMessages,
                        () -> permits.exhausted() && idle());
        SqsSender sqsSender =
                new SqsSender(
                        requests.name(),
                        messageHandling.keys(),
                        inFlightCounter::working,
                        surroundings);
        Settlement.Senders senders =
                new Settlement.Senders(
                        new ReplySender(messageHandling.codec(), sqsSender, surroundings.clock()),
                        new DeadLetters(lane, messageHandling.keys(), sqsSender, surroundings),
                        new Batcher<>(
                                requests::delete, _ -> 0, inFlightCounter::working, surroundings),
                        new Batcher<Visibility>(
                                requests::changeVisibility,
                                _ -> 0,
                                inFlightCounter::working,
                                surroundings));
        this.messageProcessor =
                new MessageProcessor(
                        new MessageReader(lane, messageHandling),
                        new Settlement(
                                lane, inFlightMessages, pollingBreaker, senders, surroundings),
                        inFlightMessages,
                        messageHandling,
                        new RequestLog(requests.name(), messageHandling, surroundings.clock()),
                        new ProcessingMetrics(requests.name(), surroundings.registry()));
        SqsMetrics.announceSource(requests.name(), surroundings.registry());
        lane.targets()
                .forEach(each -> SqsMetrics.announceTarget(each.name(), surroundings.registry()));
        WorkerGauges.register(
                requests.name(),
                inFlightMessages,
                pollingBreaker,
                loopActivity,
                surroundings.registry());
    }

    /** Starts the loop and the heartbeat on threads of their own. Once only. */
    public void start() {
        log.info("Worker starts on {}", lane.requests().name());
        loopActivity.start();
        beating.start();
        polling.start();
    }

    private void poll() throws InterruptedException {
        while (!stopping.get()) {
            try {
                iteration();
                loopActivity.turned();
            } catch (RuntimeException e) {
                loopActivity.failed();
                throw e;
            }
        }
    }

    private void heartbeat() throws InterruptedException {
        while (stopped.getCount() > 0) {
            surroundings.waiter().pause(inFlightMessages.rhythm());
            inFlightMessages.beat();
            loopActivity.beat();
        }
    }

    /** One turn of the loop: permits, poll, hand out. */
    void iteration() throws InterruptedException {
        if (pollingBreaker.held()) {
            loopActivity.enter(Step.HOLD);
            pollingBreaker.check();
            return;
        }
        if (!lane.mayPoll().getAsBoolean()) {
            loopActivity.enter(Step.REST);
            surroundings.waiter().pause(UNTIL_ASKED_AGAIN);
            return;
        }
        int width = pollingBreaker.width();
        loopActivity.enter(Step.PERMITS);
        int unused = permits.take(width);
        List<Thread> begun = new ArrayList<>();
        AtomicBoolean well = new AtomicBoolean(true);
        try {
            List<Message> messages = receive(unused);
            loopActivity.polled();
            Set<String> broken = new HashSet<>();
            for (Map.Entry<String, List<InFlightMessage>> run :
                    inFlightMessages.runs(messages, broken).entrySet()) {
                boolean whole = !broken.contains(run.getKey());
                begun.add(begin(run.getKey(), run.getValue(), whole, well));
                unused -= run.getValue().size();
            }
        } catch (QueueException e) {
            pollingBreaker.raise(lane.requests(), "cannot receive: " + e.code());
        } finally {
            permits.giveBack(unused);
        }
        if (width < Batcher.MOST && !begun.isEmpty()) {
            loopActivity.enter(Step.FIRST);
            for (Thread thread : begun) {
                thread.join();
            }
            pollingBreaker.passed(well.get());
        }
    }

    private List<Message> receive(int most) throws InterruptedException {
        loopActivity.enter(Step.POLL);
        receiving = true;
        try {
            return lane.requests().receive(most, options.pollWait(), options.visibilityTimeout());
        } finally {
            receiving = false;
        }
    }

    private Thread begin(
            String group, List<InFlightMessage> run, boolean whole, AtomicBoolean well) {
        // A group already at work here: our lease lapsed, and this came too early.
        boolean first = whole && (!lane.requests().fifo() || groups.add(group));
        BooleanSupplier open = () -> first && !stopping.get() && !pollingBreaker.held();
        inFlightCounter.enter();
        return Thread.ofVirtual()
                .name("usher-message")
                .start(() -> {
                    try {
                        if (!messageProcessor.attend(run, open, () -> permits.giveBack(1))) {
                            well.set(false);
                        }
                    } finally {
                        if (first) {
                            groups.remove(group);
                        }
                        inFlightCounter.leave();
                    }
                });
    }

    /** Ends the wait of a {@link #stop} that is under way. */
    public void hurry() {
        inFlightCounter.hurry();
    }

    /**
     * Stops: no more polling, work in hand is finished within the drain timeout, the rest is given
     * back. Returns when nothing is in hand any more. A second call ends the wait at once.
     */
    public void stop() {
        if (!stopping.compareAndSet(false, true)) {
            hurry();
            awaitQuietly(stopped);
            return;
        }
        log.info("Worker stops on {}, {} in hand", lane.requests().name(), inFlightMessages.size());
        try {
            if (receiving) {
                polling.join(ON_ITS_WAY);
            }
            polling.interrupt();
            // Messages that a slow end still brings go back unseen.
            polling.join(LONGEST_ABORT);
            inFlightCounter.drain(options.drainTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int abandoned = inFlightMessages.abandon();
        stopped.countDown();
        beating.interrupt();
        log.info("Worker stopped on {}, {} given back", lane.requests().name(), abandoned);
    }

    public WorkerState state() {
        String error = livenessCheck.death(stopping::get);
        if (error != null) {
            return new WorkerState.Broken(error);
        }
        if (stopped.getCount() == 0) {
            return new WorkerState.Stopped();
        }
        if (stopping.get()) {
            return new WorkerState.Draining(inFlightMessages.size());
        }
        WorkerState held = pollingBreaker.state();
        if (held != null) {
            return held;
        }
        return polling.started() ? new WorkerState.Polling() : new WorkerState.Starting();
    }

    public WorkerHealth vitals() {
        return livenessCheck.vitals(lane.requests().name(), stopping::get);
    }

    int inHand() {
        return inFlightMessages.size();
    }

    /** Whether nothing is in hand and no thread has anything left to do. */
    public boolean idle() {
        return inFlightMessages.size() == 0 && inFlightCounter.working() == 0;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
