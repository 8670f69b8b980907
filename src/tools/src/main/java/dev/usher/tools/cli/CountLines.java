package dev.usher.tools.cli;

import java.util.Map;

/** Counts as the summaries of commands print them. */
final class CountLines {
    private CountLines() {}

    static void print(Map<String, Integer> counts) {
        counts.forEach((what, count) -> System.out.printf("%-14s %,d%n", what, count));
    }

    /** Prints the heading and the counts, or nothing if there are none. */
    static void printBelow(String heading, Map<String, Integer> counts) {
        if (!counts.isEmpty()) {
            System.out.println(heading);
            printIndented(counts);
        }
    }

    static void printIndented(Map<String, Integer> counts) {
        counts.forEach((what, count) -> System.out.printf("%,9d  %s%n", count, what));
    }
}
