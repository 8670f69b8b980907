package dev.usher.tools.enqueue;

import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.FileFingerprint;
import dev.usher.tools.run.RunFolder;
import dev.usher.tools.run.RunNote;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether what is asked for now is what a run began with; it goes on with nothing else. */
final class Continuation {
    private final RunNote begun;
    private final String folder;

    Continuation(RunNote begun, @Nullable RunFolder folder) {
        this.begun = begun;
        this.folder = folder == null ? "" : folder.path().toString();
    }

    /** Checks what can be checked without reading the file. */
    void check(long size, Map<String, String> options) {
        String changed =
                new TreeSet<>(options.keySet())
                        .stream()
                                .filter(name -> !value(options, name).equals(was(name)))
                                .map(name ->
                                        "%s was '%s' and is now '%s'"
                                                .formatted(name, was(name), value(options, name)))
                                .collect(Collectors.joining(", "));
        if (!changed.isEmpty()) {
            throw CommandException.usage(
                    "the run in %s began with other options: %s; give the same, or begin another run"
                            .formatted(folder, changed));
        }
        if (size != begun.content().size()) {
            throw changed();
        }
    }

    void check(FileFingerprint content) {
        if (!content.equals(begun.content())) {
            throw changed();
        }
    }

    private CommandException changed() {
        return CommandException.usage(
                "the file is not the one that the run in "
                        + folder
                        + " began with; put it back, or begin another run");
    }

    private String was(String name) {
        return value(begun.options(), name);
    }

    private static String value(Map<String, String> options, String name) {
        return options.getOrDefault(name, "");
    }
}
