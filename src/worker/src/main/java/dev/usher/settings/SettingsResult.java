package dev.usher.settings;

import java.util.List;

/** The result of reading the settings. */
public sealed interface SettingsResult {
    record Complete(Settings settings) implements SettingsResult {}

    /**
     * The worker cannot start.
     *
     * @param problems all that is wrong, one sentence each
     */
    record Faulty(List<String> problems) implements SettingsResult {
        public Faulty {
            problems = List.copyOf(problems);
        }

        /** All problems, one a line. */
        public String message() {
            return String.join("\n", problems);
        }
    }
}
