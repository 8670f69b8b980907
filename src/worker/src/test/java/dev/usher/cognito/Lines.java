package dev.usher.cognito;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.random.RandomGenerator;

/** Calls in line at one pacer, in virtual time and on one thread. */
final class Lines {
    static final Instant START = Instant.parse("2026-11-22T20:00:00Z");

    private record Waiting(Pacer.Turn turn, Instant asked) {}

    /** One call that had its turn. */
    record Gone(TrafficClass traffic, Instant asked, Instant went, Pacer.Turn turn) {
        Duration waited() {
            return Duration.between(asked, went);
        }
    }

    final Pacer pacer;
    final List<Gone> gone = new ArrayList<>();
    private final Map<TrafficClass, Queue<Waiting>> lines = new EnumMap<>(TrafficClass.class);
    private final Map<TrafficClass, Instant> wakes = new EnumMap<>(TrafficClass.class);
    private Instant now = START;
    private Duration setBack = Duration.ZERO;

    Lines(double rate, RandomGenerator random) {
        pacer =
                new Pacer(
                        rate,
                        () -> now.minus(setBack),
                        duration -> {
                            throw new AssertionError("nobody waits here");
                        },
                        random);
        for (TrafficClass traffic : TrafficClass.values()) {
            lines.put(traffic, new ArrayDeque<>());
        }
    }

    void ask(TrafficClass traffic, int calls) {
        for (int i = 0; i < calls; i++) {
            lines.get(traffic).add(new Waiting(pacer.ask(traffic), now));
        }
        claim(traffic);
    }

    int waiting(TrafficClass traffic) {
        return lines.get(traffic).size();
    }

    void setBack(Duration duration) {
        setBack = setBack.plus(duration);
    }

    void pass(Duration time) {
        Instant end = now.plus(time);
        while (true) {
            TrafficClass first = null;
            for (Map.Entry<TrafficClass, Instant> wake : wakes.entrySet()) {
                if (!wake.getValue().isAfter(end)
                        && (first == null || wake.getValue().isBefore(wakes.get(first)))) {
                    first = wake.getKey();
                }
            }
            if (first == null) {
                now = end;
                return;
            }
            now = wakes.remove(first);
            claim(first);
        }
    }

    /** How many went in a time after the start. */
    long gone(TrafficClass traffic, Duration from, Duration until) {
        return gone.stream()
                .filter(each -> each.traffic() == traffic)
                .filter(each -> !each.went().isBefore(START.plus(from)))
                .filter(each -> each.went().isBefore(START.plus(until)))
                .count();
    }

    private void claim(TrafficClass traffic) {
        Queue<Waiting> line = lines.get(traffic);
        while (!line.isEmpty() && !wakes.containsKey(traffic)) {
            Duration wait = line.element().turn().claim();
            if (wait.isPositive()) {
                wakes.put(traffic, now.plus(wait));
            } else {
                Waiting first = line.remove();
                gone.add(new Gone(traffic, first.asked(), now, first.turn()));
            }
        }
    }
}
