package dev.usher.settings;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects all that is wrong with the settings, one sentence each. */
final class SettingsProblems {
    private static final int LONGEST_QUOTE = 60;

    private final List<String> found = new ArrayList<>();
    private final Set<SettingName> unsound = EnumSet.noneOf(SettingName.class);

    void add(String sentence) {
        found.add(sentence);
    }

    void add(SettingName settingName, String what) {
        found.add(settingName + " " + what);
        unsound.add(settingName);
    }

    boolean none() {
        return found.isEmpty();
    }

    List<String> list() {
        return List.copyOf(found);
    }

    /** The variables that have no value to go by. */
    Set<String> unsound() {
        return unsound.stream().map(SettingName::name).collect(Collectors.toUnmodifiableSet());
    }

    /** A value as a problem shows it: one line, of bounded length. */
    static String quoted(String value) {
        String line = value.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_QUOTE
                ? "'" + line + "'"
                : "'" + line.substring(0, LONGEST_QUOTE) + "...'";
    }
}
