package dev.usher.queue;

import dev.usher.queue.Queue.Visibility;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
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
    private final Surroundings surroundings;
    private final Hold hold;
    private final Leases leases;
    private final Attendance attendance;
    private final InHand inHand = new InHand();
    private final Set<String> groups = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Thread poller;
    private volatile @Nullable Thread heartbeat;
    private volatile @Nullable Instant lastTurn;
    private volatile boolean receiving;
    private final Loop loop;

    /**
     * How long things take.
     *
     * @param visibilityTimeout the lease on a message, whole seconds
     * @param pollWait of the long poll, at most 20 s
     * @param drainTimeout how long {@link #stop()} waits for work in hand
     */
    public record Options(Duration visibilityTimeout, Duration pollWait, Duration drainTimeout) {
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
            Options options, Permits permits, Lane lane, Work work, Surroundings surroundings) {
        this.options = options;
        this.permits = permits;
        this.lane = lane;
        this.surroundings = surroundings;
        this.hold = new Hold(surroundings);
        this.loop = new Loop(surroundings.waiter());
        Queue requests = lane.requests();
        this.leases = new Leases(requests, options.visibilityTimeout(), surroundings);
        Outbox outbox = new Outbox(requests.name(), work.keys(), inHand::working, surroundings);
        Settlement.Senders senders =
                new Settlement.Senders(
                        new Answers(work.codec(), outbox, surroundings.clock()),
                        new DeadLetters(lane, work.keys(), outbox, surroundings),
                        new Batcher<>(requests::delete, _ -> 0, inHand::working, surroundings),
                        new Batcher<Visibility>(
                                requests::changeVisibility, _ -> 0, inHand::working, surroundings));
        this.attendance =
                new Attendance(
                        new Reception(lane, work),
                        new Settlement(lane, leases, hold, senders, surroundings),
                        leases,
                        work,
                        new Journal(requests.name(), work, surroundings.clock()),
                        surroundings);
        Gauge.builder("usher.in_hand", leases, Leases::size)
                .tag("queue", requests.name())
                .register(surroundings.registry());
        Gauge.builder("usher.held", hold, each -> each.held() ? 1 : 0)
                .tag("queue", requests.name())
                .register(surroundings.registry());
    }

    /** Starts the loop and the heartbeat on threads of their own. Once only. */
    public void start() {
        if (poller != null) {
            throw new IllegalStateException("a worker starts once");
        }
        log.info("Worker starts on {}", lane.requests().name());
        // Virtual threads, because an interrupt ends their socket reads.
        heartbeat =
                Thread.ofVirtual().name("usher-heartbeat").start(() -> loop.run(this::heartbeat));
        poller = Thread.ofVirtual().name("usher-poll").start(() -> loop.run(this::poll));
    }

    private void poll() throws InterruptedException {
        while (!stopping.get()) {
            iteration();
        }
    }

    private void heartbeat() throws InterruptedException {
        while (stopped.getCount() > 0) {
            surroundings.waiter().pause(leases.rhythm());
            leases.beat();
        }
    }

    /** One turn of the loop: permits, poll, hand out. */
    void iteration() throws InterruptedException {
        if (hold.held()) {
            hold.check();
            return;
        }
        if (!lane.mayPoll().getAsBoolean()) {
            lastTurn = surroundings.clock().instant();
            surroundings.waiter().pause(UNTIL_ASKED_AGAIN);
            return;
        }
        int width = hold.width();
        int unused = permits.take(width);
        List<Thread> begun = new ArrayList<>();
        AtomicBoolean well = new AtomicBoolean(true);
        try {
            List<Message> messages = receive(unused);
            lastTurn = surroundings.clock().instant();
            Set<String> broken = new HashSet<>();
            for (Map.Entry<String, List<Lease>> run : runs(messages, broken).entrySet()) {
                boolean whole = !broken.contains(run.getKey());
                begun.add(begin(run.getKey(), run.getValue(), whole, well));
                unused -= run.getValue().size();
            }
        } catch (QueueException e) {
            hold.raise(lane.requests(), "cannot receive: " + e.code());
        } finally {
            permits.giveBack(unused);
        }
        if (width < Batcher.MOST && !begun.isEmpty()) {
            for (Thread thread : begun) {
                thread.join();
            }
            hold.passed(well.get());
        }
    }

    private List<Message> receive(int most) throws InterruptedException {
        receiving = true;
        try {
            return lane.requests().receive(most, options.pollWait(), options.visibilityTimeout());
        } finally {
            receiving = false;
        }
    }

    /**
     * Messages that must not overtake one another make one run.
     *
     * @param broken gets the runs that lack a message, since another thread is about to give it
     *     back: the others must not go before it
     */
    private Map<String, List<Lease>> runs(List<Message> messages, Set<String> broken) {
        Map<String, List<Lease>> runs = new LinkedHashMap<>();
        for (Message message : messages) {
            Lease lease = leases.take(message);
            String group = lane.requests().fifo() ? message.system().groupId() : null;
            String key = group == null ? message.messageId() : group;
            if (lease == null) {
                broken.add(key);
            } else {
                runs.computeIfAbsent(key, _ -> new ArrayList<>()).add(lease);
            }
        }
        return runs;
    }

    private Thread begin(String group, List<Lease> run, boolean whole, AtomicBoolean well) {
        // A group already at work here: our lease lapsed, and this came too early.
        boolean first = whole && (!lane.requests().fifo() || groups.add(group));
        BooleanSupplier open = () -> first && !stopping.get() && !hold.held();
        inHand.enter();
        return Thread.ofVirtual()
                .name("usher-message")
                .start(() -> {
                    try {
                        if (!attendance.attend(run, open, () -> permits.giveBack(1))) {
                            well.set(false);
                        }
                    } finally {
                        if (first) {
                            groups.remove(group);
                        }
                        inHand.leave();
                    }
                });
    }

    /** Ends the wait of a {@link #stop} that is under way. */
    public void hurry() {
        inHand.hurry();
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
        log.info("Worker stops on {}, {} in hand", lane.requests().name(), leases.size());
        Thread polling = poller;
        try {
            if (polling != null) {
                boolean _ = receiving && polling.join(ON_ITS_WAY);
                polling.interrupt();
                // Messages that a slow end still brings go back unseen.
                boolean _ = polling.join(LONGEST_ABORT);
            }
            inHand.drain(options.drainTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int abandoned = leases.abandon();
        stopped.countDown();
        Thread beating = heartbeat;
        if (beating != null) {
            beating.interrupt();
        }
        log.info("Worker stopped on {}, {} given back", lane.requests().name(), abandoned);
    }

    public WorkerState state() {
        String error = loop.broken();
        if (error != null) {
            return new WorkerState.Broken(error);
        }
        if (stopped.getCount() == 0) {
            return new WorkerState.Stopped();
        }
        if (stopping.get()) {
            return new WorkerState.Draining(leases.size());
        }
        WorkerState held = hold.state();
        if (held != null) {
            return held;
        }
        return poller == null ? new WorkerState.Starting() : new WorkerState.Polling();
    }

    /** False once a thread that the worker cannot do without has died. */
    public boolean alive() {
        return loop.broken() == null;
    }

    /**
     * When a poll last came back, with messages or without, or was put off on purpose; null before
     * the first.
     */
    public @Nullable Instant lastTurn() {
        return lastTurn;
    }

    int inHand() {
        return leases.size();
    }

    /** Whether nothing is in hand and no thread has anything left to do. */
    boolean idle() {
        return leases.size() == 0 && inHand.working() == 0;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
