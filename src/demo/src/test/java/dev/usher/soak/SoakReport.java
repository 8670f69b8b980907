package dev.usher.soak;

import dev.usher.soak.FinalUsers.Sight;
import dev.usher.soak.RunOutcome.Figures;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints what came of a run. */
final class SoakReport {
    private static final int MOST_NAMED = 20;

    private final PrintStream out;

    SoakReport(PrintStream out) {
        this.out = out;
    }

    void print(String title, RunOutcome outcome) {
        SoakEvidence evidence = outcome.evidence();
        Figures figures = outcome.figures();
        out.println(title);
        out.printf(
                "  %d messages, %d answered, in %.1f s: %.1f a second%n",
                evidence.mail().sent().size(),
                figures.latencies().size(),
                figures.seconds(),
                figures.latencies().size() / Math.max(1e-9, figures.seconds()));
        out.printf("  seconds from message to answer: %s%n", percentiles(figures.latencies()));
        out.printf(
                "  %d kills, the last when %d messages were answered; at the end the workers exited %s%n",
                figures.deaths().kills(),
                figures.deaths().answered(),
                figures.deaths().exitCodes());
        out.printf(
                "  calls that met a fault: %s; throttled: %d%n",
                counts(figures.trouble().struck()), figures.trouble().throttled());
        print(evidence);
        if (figures.cut()) {
            out.println("  the limit was over before everything was done");
        }
        outcome.findings().forEach(this::print);
    }

    private void print(SoakEvidence evidence) {
        Map<String, Long> endings =
                evidence.mail().answers().stream()
                        .collect(
                                Collectors.groupingBy(
                                        answer -> answer.ending().toString(),
                                        TreeMap::new,
                                        Collectors.counting()));
        out.printf("  answers, those that came twice included: %s%n", counts(endings));
        Map<String, Long> reasons =
                evidence.mail().deadLetters().stream()
                        .collect(
                                Collectors.groupingBy(
                                        SoakDeadLetter::reason,
                                        TreeMap::new,
                                        Collectors.counting()));
        long halfMade =
                evidence.people().users().stream().filter(FinalUsers.Person::halfMade).count();
        out.printf(
                "  dead letters: %s; half-made users that they left: %d%n",
                counts(reasons), halfMade);
        out.printf(
                "  most failed sign-ins on one stranger (five would lock them out): %d%n",
                evidence.people().existingUsers().stream()
                        .mapToInt(Sight::failedSignIns)
                        .max()
                        .orElse(0));
    }

    private void print(PromiseCheck finding) {
        int broken = finding.broken().size();
        out.printf(
                "  %-6s %6d  %s%n",
                finding.kept() ? "kept" : "BROKEN", finding.checked(), finding.promise());
        finding.broken().stream()
                .limit(MOST_NAMED)
                .forEach(each -> out.println("         " + each));
        if (broken > MOST_NAMED) {
            out.printf("         and %d more%n", broken - MOST_NAMED);
        }
    }

    private static String counts(Map<?, ?> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String percentiles(List<Long> millis) {
        if (millis.isEmpty()) {
            return "none";
        }
        return "half %.1f, 95 %% %.1f, 99 %% %.1f, all %.1f"
                .formatted(
                        percentile(millis, 50),
                        percentile(millis, 95),
                        percentile(millis, 99),
                        millis.getLast() / 1000.0);
    }

    private static double percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1000.0;
    }
}
