package dev.usher.settings;

import java.util.ArrayList;
import java.util.List;

/** Collects all that is wrong with the settings, one sentence each. */
final class SettingsProblems {
    private static final int LONGEST_QUOTE = 60;

    private final List<String> found = new ArrayList<>();

    void add(String sentence) {
        found.add(sentence);
    }

    void add(Variable variable, String what) {
        found.add(variable + " " + what);
    }

    boolean none() {
        return found.isEmpty();
    }

    List<String> list() {
        return List.copyOf(found);
    }

    /** A value as a problem shows it: one line, of bounded length. */
    static String quoted(String value) {
        String line = value.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_QUOTE
                ? "'" + line + "'"
                : "'" + line.substring(0, LONGEST_QUOTE) + "...'";
    }
}
