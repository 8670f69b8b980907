package dev.usher.emulator.protocol;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each operation was called. */
public final class CallCounts {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    public void count(String operation) {
        counts.computeIfAbsent(operation, any -> new LongAdder()).increment();
    }

    public Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((operation, count) -> now.put(operation, count.sum()));
        return now;
    }
}
