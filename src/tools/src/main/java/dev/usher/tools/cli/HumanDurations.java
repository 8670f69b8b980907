package dev.usher.tools.cli;

import java.time.Duration;

/** Formats durations for people. */
final class HumanDurations {
    private HumanDurations() {}

    static String print(Duration span) {
        if (span.toMinutes() < 1) {
            return "%.1f s".formatted(span.toMillis() / 1000.0);
        }
        return span.toHours() < 1
                ? "%d min %02d s".formatted(span.toMinutes(), span.toSecondsPart())
                : "%d h %02d min".formatted(span.toHours(), span.toMinutesPart());
    }
}
