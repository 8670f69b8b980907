package dev.usher.drill;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * A promise, and what breaks it.
 *
 * @param broken one line each; empty if it is kept
 */
record DrillFinding(String promise, List<String> broken) {
    DrillFinding {
        broken = List.copyOf(broken);
    }

    static DrillFinding of(String promise, boolean kept, String otherwise) {
        return new DrillFinding(promise, kept ? List.of() : List.of(otherwise));
    }

    /** Whether two collections hold the same, which one would not see at a glance. */
    static DrillFinding same(String promise, Collection<?> is, Collection<?> should) {
        List<Object> missing = new ArrayList<>(should);
        missing.removeAll(new HashSet<>(is));
        List<Object> surplus = new ArrayList<>(is);
        surplus.removeAll(new HashSet<>(should));
        boolean kept = missing.isEmpty() && surplus.isEmpty() && is.size() == should.size();
        return of(
                promise,
                kept,
                "%d instead of %d; missing %s, too many %s"
                        .formatted(is.size(), should.size(), first(missing), first(surplus)));
    }

    private static List<?> first(List<?> all) {
        return all.subList(0, Math.min(10, all.size()));
    }
}
