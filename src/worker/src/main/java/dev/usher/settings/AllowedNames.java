package dev.usher.settings;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A list of names that requests may use.
 *
 * @param all whether any name may be used
 */
public record AllowedNames(boolean all, Set<String> names) {
    public AllowedNames {
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    public boolean allows(String name) {
        return all || names.contains(name);
    }

    static AllowedNames groups(SettingsReader settingsReader) {
        List<String> names = settingsReader.list(SettingName.USHER_GROUPS);
        if (names.contains("*")) {
            settingsReader.problem(
                    SettingName.USHER_GROUPS, "must name each group: there is no * for all");
        }
        return new AllowedNames(false, new LinkedHashSet<>(names));
    }

    static AllowedNames attributes(SettingsReader settingsReader) {
        List<String> names = settingsReader.list(SettingName.USHER_ATTRIBUTES);
        boolean all = names.contains("*");
        if (all && names.size() > 1) {
            settingsReader.problem(
                    SettingName.USHER_ATTRIBUTES, "must be * alone, or name each attribute");
        }
        if (names.contains("sub")) {
            settingsReader.problem(
                    SettingName.USHER_ATTRIBUTES, "cannot name sub: Cognito gives it");
        }
        return new AllowedNames(all, all ? Set.of() : new LinkedHashSet<>(names));
    }

    @Override
    public String toString() {
        return all ? "*" : String.join(",", names);
    }
}
