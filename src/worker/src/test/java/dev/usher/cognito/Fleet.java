package dev.usher.cognito;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;

/**
 * Worker processes that sign people up on one account, in virtual time and on one thread: each has
 * its own pacers and 64 requests in hand, and knows nothing of the others. What decides is the real
 * {@link Pacer}; only the waiting in line is done by queues instead of threads.
 */
final class Fleet {
    static final Instant START = Instant.parse("2026-11-22T20:00:00Z");
    private static final List<QuotaCategory> STEPS =
            List.of(
                    QuotaCategory.USER_CREATION,
                    QuotaCategory.USER_AUTHENTICATION,
                    QuotaCategory.RESPOND_TO_CHALLENGE);

    private record Event(long at, long number, Runnable happens) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime == 0 ? Long.compare(number, other.number) : byTime;
        }
    }

    /** One call that the quota counted. */
    record Call(int worker, QuotaCategory category, double second, boolean throttled) {}

    private final Queue<Event> events = new PriorityQueue<>();
    private final Random random;
    private final Account account;
    private final double latency;
    private final List<Worker> workers = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();
    private long now;
    private long number;
    private int left;
    private double drained = Double.MAX_VALUE;

    /**
     * @param latency of a call, seconds, in the mean
     */
    Fleet(long seed, Account account, double latency, int signUps) {
        this.random = new Random(seed);
        this.account = account;
        this.latency = latency;
        this.left = signUps;
    }

    /** One more worker, which works from one second to another. */
    Fleet worker(double from, double until) {
        Worker worker = new Worker(workers.size());
        workers.add(worker);
        at(from, worker::start);
        at(until, worker::stop);
        return this;
    }

    Fleet workers(int count, double withinSeconds) {
        for (int i = 0; i < count; i++) {
            worker(random.nextDouble() * withinSeconds, 1e6);
        }
        return this;
    }

    /** Another application, which calls at a steady rate whatever it is told. */
    Fleet stranger(double rate) {
        at(
                (0.5 + random.nextDouble()) / rate,
                () -> {
                    account.take(QuotaCategory.USER_CREATION, seconds());
                    if (left > 0) {
                        stranger(rate);
                    }
                });
        return this;
    }

    /** Until every sign-up is done, or for so many seconds. */
    Fleet run(double seconds) {
        while (!events.isEmpty() && events.element().at() <= nanos(seconds)) {
            Event event = events.remove();
            now = event.at();
            event.happens().run();
        }
        drained = Math.min(drained, seconds);
        return this;
    }

    /** When the last sign-up was begun. */
    double drained() {
        return drained;
    }

    List<Integer> done() {
        return workers.stream().map(worker -> worker.done).toList();
    }

    /** Users made in a second, in the mean over a time. */
    double created(double from, double until) {
        return calls.stream()
                        .filter(call -> call.category() == QuotaCategory.USER_CREATION)
                        .filter(call -> !call.throttled())
                        .filter(call -> call.second() >= from && call.second() < until)
                        .count()
                / (until - from);
    }

    /** The users that each worker made in a time. */
    List<Long> shares(double from, double until) {
        List<Long> shares = new ArrayList<>();
        for (Worker worker : workers) {
            shares.add(
                    calls.stream()
                            .filter(call -> call.worker() == worker.index)
                            .filter(call -> call.category() == QuotaCategory.USER_CREATION)
                            .filter(call -> !call.throttled())
                            .filter(call -> call.second() >= from && call.second() < until)
                            .count());
        }
        return shares;
    }

    double throttled(double from) {
        List<Call> counted = calls.stream().filter(call -> call.second() >= from).toList();
        return counted.stream().filter(Call::throttled).count() / (double) counted.size();
    }

    private void at(double seconds, Runnable happens) {
        events.add(new Event(now + nanos(seconds), number++, happens));
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    private double seconds() {
        return now / 1e9;
    }

    private Instant instant() {
        return START.plusNanos(now);
    }

    private double half() {
        return latency / 2 * Math.exp(0.4 * random.nextGaussian());
    }

    private final class Worker {
        private final int index;
        private final Map<QuotaCategory, Queue<Pacer.Turn>> lines =
                new EnumMap<>(QuotaCategory.class);
        private final Map<QuotaCategory, Pacer> pacers = new EnumMap<>(QuotaCategory.class);
        private boolean on;
        private int inHand;
        private int done;

        Worker(int index) {
            this.index = index;
            for (QuotaCategory category : STEPS) {
                Pacer pacer =
                        new Pacer(
                                category.defaultRate(),
                                Fleet.this::instant,
                                duration -> {
                                    throw new AssertionError("nobody waits here");
                                },
                                random);
                pacers.put(category, pacer);
                lines.put(category, new ArrayDeque<>());
            }
        }

        private void start() {
            on = true;
            take();
        }

        /** What it has not begun goes back to the others. */
        private void stop() {
            on = false;
            Queue<Pacer.Turn> line = lines.get(QuotaCategory.USER_CREATION);
            line.forEach(Pacer.Turn::leave);
            left += line.size();
            line.clear();
        }

        private void take() {
            while (on && inHand < 64 && left > 0) {
                left--;
                inHand++;
                ask(STEPS.getFirst());
            }
            if (left == 0) {
                drained = Math.min(drained, seconds());
            }
        }

        private void ask(QuotaCategory category) {
            Queue<Pacer.Turn> line = lines.get(category);
            line.add(pacers.get(category).ask(TrafficClass.INTERACTIVE));
            if (line.size() == 1) {
                advance(category);
            }
        }

        private void advance(QuotaCategory category) {
            Queue<Pacer.Turn> line = lines.get(category);
            while (!line.isEmpty()) {
                Duration wait = line.element().claim();
                if (wait.isPositive()) {
                    at(wait.toNanos() / 1e9, () -> advance(category));
                    return;
                }
                Pacer.Turn turn = line.remove();
                at(half(), () -> arrive(category, turn));
            }
        }

        private void arrive(QuotaCategory category, Pacer.Turn turn) {
            boolean throttled = !account.take(category, seconds());
            calls.add(new Call(index, category, seconds(), throttled));
            at(half(), () -> answer(category, turn, throttled));
        }

        private void answer(QuotaCategory category, Pacer.Turn turn, boolean throttled) {
            if (throttled) {
                turn.throttled();
                ask(category);
                return;
            }
            turn.accepted();
            int next = STEPS.indexOf(category) + 1;
            if (next < STEPS.size()) {
                ask(STEPS.get(next));
                return;
            }
            done++;
            inHand--;
            take();
        }
    }
}
