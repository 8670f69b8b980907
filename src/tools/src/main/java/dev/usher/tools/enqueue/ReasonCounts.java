package dev.usher.tools.enqueue;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts reasons, for a limited number of kinds. */
final class ReasonCounts {
    private static final int MOST_KINDS = 200;
    private static final String OTHERS = "(other reasons)";

    private final Map<String, Integer> counts = new TreeMap<>();

    /** Counts the reason among its kind, without numbers of lines, columns and list items. */
    void add(String reason) {
        String kind =
                reason.replaceAll("line [0-9]+", "line N")
                        .replaceAll("/groups/[0-9]+", "/groups/N")
                        .replaceAll("column [0-9]+", "column N");
        boolean room = counts.size() < MOST_KINDS || counts.containsKey(kind);
        counts.merge(room ? kind : OTHERS, 1, Integer::sum);
    }

    /** The most frequent are first. */
    Map<String, Integer> counts() {
        Map<String, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
