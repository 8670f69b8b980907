package dev.usher.tools.enqueue;

import dev.usher.tools.command.CommandException;
import dev.usher.tools.files.FileFingerprint;
import dev.usher.tools.run.RunFolder;
import dev.usher.tools.run.RunNote;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks that a run continues with the same file and options. */
final class RunContinuation {
    private final RunNote begun;
    private final String folder;

    RunContinuation(RunNote begun, @Nullable RunFolder folder) {
        this.begun = begun;
        this.folder = folder == null ? "" : folder.path().toString();
    }

    /** Checks the options and the size of the file. */
    void check(long size, Map<String, String> options) {
        String changed =
                new TreeSet<>(options.keySet())
                        .stream()
                                .filter(name -> !value(options, name).equals(before(name)))
                                .map(name ->
                                        "%s was '%s' and is now '%s'"
                                                .formatted(name, before(name), value(options, name)))
                                .collect(Collectors.joining(", "));
        if (!changed.isEmpty()) {
            throw CommandException.usage(
                    "the run in %s began with other options: %s; give the same ones, or begin another run"
                            .formatted(folder, changed));
        }
        if (size != begun.input().content().size()) {
            throw changed();
        }
    }

    void check(FileFingerprint content) {
        if (!content.equals(begun.input().content())) {
            throw changed();
        }
    }

    private CommandException changed() {
        return CommandException.usage(
                "the run in %s began with another file; restore it, or begin another run"
                        .formatted(folder));
    }

    private String before(String name) {
        return value(begun.options(), name);
    }

    private static String value(Map<String, String> options, String name) {
        return options.getOrDefault(name, "");
    }
}
