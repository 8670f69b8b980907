package dev.usher.settings;

import java.util.List;

/** What came of reading the settings. */
public sealed interface Loaded {
    record Complete(Settings settings) implements Loaded {}

    /**
     * Nothing to start with.
     *
     * @param problems all that is wrong, one sentence each
     */
    record Faulty(List<String> problems) implements Loaded {
        public Faulty {
            problems = List.copyOf(problems);
        }

        /** All problems, one a line. */
        public String message() {
            return String.join("\n", problems);
        }
    }
}
