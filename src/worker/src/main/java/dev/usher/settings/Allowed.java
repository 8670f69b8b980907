package dev.usher.settings;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A list of names that requests may use.
 *
 * @param all whether any name may be used, whatever {@code names} says
 */
public record Allowed(boolean all, Set<String> names) {
    public Allowed {
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    public boolean allows(String name) {
        return all || names.contains(name);
    }

    static Allowed groups(Values values) {
        List<String> names = values.list(Variable.USHER_GROUPS);
        if (names.contains("*")) {
            values.problem(Variable.USHER_GROUPS, "must name each group: there is no * for all");
        }
        return new Allowed(false, new LinkedHashSet<>(names));
    }

    static Allowed attributes(Values values) {
        List<String> names = values.list(Variable.USHER_ATTRIBUTES);
        boolean all = names.contains("*");
        if (all && names.size() > 1) {
            values.problem(Variable.USHER_ATTRIBUTES, "must be * alone, or name each attribute");
        }
        if (names.contains("sub")) {
            values.problem(Variable.USHER_ATTRIBUTES, "cannot name sub: Cognito gives it");
        }
        return new Allowed(all, all ? Set.of() : new LinkedHashSet<>(names));
    }

    @Override
    public String toString() {
        return all ? "*" : String.join(",", names);
    }
}
