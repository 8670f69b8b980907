package dev.usher.worker;

import dev.usher.runtime.WorkerRuntime;
import dev.usher.sqs.Batcher;
import dev.usher.sqs.Message;
import dev.usher.sqs.Queue;
import dev.usher.sqs.QueueException;
import dev.usher.sqs.SqsMetrics;
import dev.usher.worker.LoopActivity.Step;
import io.micrometer.core.instrument.MeterRegistry;
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
 * Receives messages from one request queue, gives each to the handler on a virtual thread of its
 * own, and does what the result asks for: reply, then delete; or dead letter, reply, delete; or
 * back to the queue. No message is lost: SQS delivers again what the worker does not finish.
 */
public final class Worker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration UNTIL_NEXT_CHECK = Duration.ofMillis(100);
    private static final Duration LONGEST_ABORT = Duration.ofSeconds(1);

    /** A response under way brings messages, which would stay hidden after an abort. */
    private static final Duration ON_ITS_WAY = Duration.ofMillis(100);

    private final Options options;
    private final Permits permits;
    private final Lane lane;
    private final WorkerRuntime runtime;
    private final PollingBreaker breaker;
    private final MessagesInProgress inProgress;
    private final MessageProcessor processor;
    private final InFlightCounter threads = new InFlightCounter();
    private final Set<String> busyGroups = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final LoopActivity activity;
    private final SupervisedThread polling;
    private final SupervisedThread heartbeat;
    private final LivenessCheck livenessCheck;
    private volatile boolean receiving;

    /**
     * How long things take.
     *
     * @param visibilityTimeout how long a message is hidden at a time, whole seconds
     * @param pollWait of the long poll, at most 20 s
     * @param drainTimeout how long {@link #stop()} waits for work in progress
     * @param longestWork on one message between two waits for quota; a thread that takes longer is
     *     stuck
     */
    public record Options(
            Duration visibilityTimeout,
            Duration pollWait,
            Duration drainTimeout,
            Duration longestWork) {
        /**
         * One call and its retries, a slow ledger and a slow SQS together stay far below it. The
         * wait for quota has no limit, so it does not count.
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
            MessageHandling handling,
            WorkerRuntime runtime) {
        this.options = options;
        this.permits = permits;
        this.lane = lane;
        this.runtime = runtime;
        Queue requests = lane.requests();
        MeterRegistry registry = runtime.registry();
        this.breaker = new PollingBreaker(handling.probe(), runtime);
        this.inProgress = new MessagesInProgress(requests, options.visibilityTimeout(), runtime);
        this.processor =
                new MessageProcessor(
                        lane,
                        inProgress,
                        handling,
                        new Settlement(
                                lane,
                                inProgress,
                                breaker,
                                Settlement.Senders.of(
                                        lane, handling.keys(), threads::working, runtime),
                                runtime),
                        runtime);
        this.activity = new LoopActivity(runtime.clock(), options.pollWait());
        this.polling = new SupervisedThread("usher-poll", this::poll, runtime.waiter());
        this.heartbeat = new SupervisedThread("usher-heartbeat", this::heartbeat, runtime.waiter());
        this.livenessCheck =
                new LivenessCheck(
                        options,
                        List.of(polling, heartbeat),
                        activity,
                        inProgress,
                        () -> permits.exhausted() && idle());
        SqsMetrics.announceSource(requests.name(), registry);
        lane.targets().forEach(each -> SqsMetrics.announceTarget(each.name(), registry));
        WorkerGauges.register(requests.name(), inProgress, breaker, activity, registry);
    }

    /** Starts the loop and the heartbeat on threads of their own. Once only. */
    public void start() {
        log.info("Worker starts on {}", lane.requests().name());
        activity.start();
        heartbeat.start();
        polling.start();
    }

    private void poll() throws InterruptedException {
        while (!stopping.get()) {
            try {
                iteration();
                activity.iterated();
            } catch (RuntimeException e) {
                activity.failed();
                throw e;
            }
        }
    }

    private void heartbeat() throws InterruptedException {
        while (stopped.getCount() > 0) {
            runtime.waiter().pause(inProgress.interval());
            inProgress.extend();
            activity.beat();
        }
    }

    /** One iteration of the loop: permits, poll, hand out. */
    void iteration() throws InterruptedException {
        if (breaker.paused()) {
            activity.enter(Step.PAUSED);
            breaker.check();
            return;
        }
        if (!lane.mayPoll().getAsBoolean()) {
            activity.enter(Step.REST);
            runtime.waiter().pause(UNTIL_NEXT_CHECK);
            return;
        }
        int width = breaker.width();
        activity.enter(Step.PERMITS);
        int unused = permits.take(width);
        List<Thread> started = new ArrayList<>();
        AtomicBoolean settled = new AtomicBoolean(true);
        try {
            List<Message> messages = receive(unused);
            activity.polled();
            Set<String> broken = new HashSet<>();
            for (Map.Entry<String, List<MessageInProgress>> run :
                    inProgress.runs(messages, broken).entrySet()) {
                boolean whole = !broken.contains(run.getKey());
                started.add(process(run.getKey(), run.getValue(), whole, settled));
                unused -= run.getValue().size();
            }
        } catch (QueueException e) {
            breaker.queueFault(lane.requests(), "cannot receive: " + e.code());
        } finally {
            permits.giveBack(unused);
        }
        if (width < Batcher.MOST && !started.isEmpty()) {
            activity.enter(Step.FIRST);
            for (Thread thread : started) {
                thread.join();
            }
            breaker.passed(settled.get());
        }
    }

    private List<Message> receive(int most) throws InterruptedException {
        activity.enter(Step.POLL);
        receiving = true;
        try {
            return lane.requests().receive(most, options.pollWait(), options.visibilityTimeout());
        } finally {
            receiving = false;
        }
    }

    private Thread process(
            String group, List<MessageInProgress> run, boolean whole, AtomicBoolean settled) {
        // The group is still processed here: its visibility timeout ended too early.
        boolean first = whole && (!lane.requests().fifo() || busyGroups.add(group));
        BooleanSupplier open = () -> first && !stopping.get() && !breaker.paused();
        threads.enter();
        return Thread.ofVirtual()
                .name("usher-message")
                .start(() -> {
                    try {
                        if (!processor.process(run, open, () -> permits.giveBack(1))) {
                            settled.set(false);
                        }
                    } finally {
                        if (first) {
                            busyGroups.remove(group);
                        }
                        threads.leave();
                    }
                });
    }

    /** Ends the wait of a {@link #stop} that is under way. */
    public void endDrain() {
        threads.endDrain();
    }

    /**
     * Stops polling, waits for the work in progress within the drain timeout, and gives the rest
     * back. Returns when no message is in flight any more. A second call ends the wait at once.
     */
    public void stop() {
        if (!stopping.compareAndSet(false, true)) {
            endDrain();
            awaitQuietly(stopped);
            return;
        }
        log.info("Worker stops on {}, {} in flight", lane.requests().name(), inProgress.size());
        try {
            if (receiving) {
                polling.join(ON_ITS_WAY);
            }
            polling.interrupt();
            // Messages that a slow end still brings are given back unread.
            polling.join(LONGEST_ABORT);
            threads.drain(options.drainTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int abandoned = inProgress.abandon();
        stopped.countDown();
        heartbeat.interrupt();
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
            return new WorkerState.Draining(inProgress.size());
        }
        WorkerState paused = breaker.state();
        if (paused != null) {
            return paused;
        }
        return polling.started() ? new WorkerState.Polling() : new WorkerState.Starting();
    }

    public WorkerHealth health() {
        return livenessCheck.health(lane.requests().name(), stopping::get);
    }

    int inFlight() {
        return inProgress.size();
    }

    /** Whether no message is in flight and no thread has anything left to do. */
    public boolean idle() {
        return inProgress.size() == 0 && threads.working() == 0;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
