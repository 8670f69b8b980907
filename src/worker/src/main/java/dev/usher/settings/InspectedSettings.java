package dev.usher.settings;

import java.util.List;
import java.util.Set;

/**
 * Settings that may be wrong in places.
 *
 * @param settings harmless values stand in for those that are wrong or missing
 * @param problems all that is wrong, one sentence each
 * @param unsound the variables whose values are stand-ins
 */
public record InspectedSettings(Settings settings, List<String> problems, Set<String> unsound) {
    public InspectedSettings {
        problems = List.copyOf(problems);
        unsound = Set.copyOf(unsound);
    }

    /** Whether the value of the variable is the one that was meant. */
    public boolean sound(String variable) {
        return !unsound.contains(variable);
    }
}
