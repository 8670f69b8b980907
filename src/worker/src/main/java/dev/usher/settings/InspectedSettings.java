package dev.usher.settings;

import java.util.List;
import java.util.Set;

/**
 * Settings of which some may be wrong.
 *
 * @param settings with placeholders for values that are wrong or missing
 * @param problems all that is wrong, one sentence each
 * @param unsound the variables whose values are placeholders
 */
public record InspectedSettings(Settings settings, List<String> problems, Set<String> unsound) {
    public InspectedSettings {
        problems = List.copyOf(problems);
        unsound = Set.copyOf(unsound);
    }

    /** Whether the value of the variable is no placeholder. */
    public boolean sound(String variable) {
        return !unsound.contains(variable);
    }
}
