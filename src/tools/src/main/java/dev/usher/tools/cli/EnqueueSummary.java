package dev.usher.tools.cli;

import dev.usher.tools.enqueue.EnqueueResult;
import dev.usher.tools.enqueue.EnqueueResult.Checked;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints the result of {@code enqueue}. */
final class EnqueueSummary {
    private static final int MOST_REASONS = 20;

    private final EnqueueResult done;
    private final Duration took;
    private final @Nullable Path badRows;
    private final @Nullable String queue;

    /**
     * @param badRows their file; null if they were printed
     * @param queue null if only checked
     */
    EnqueueSummary(
            EnqueueResult done, Duration took, @Nullable Path badRows, @Nullable String queue) {
        this.done = done;
        this.took = took;
        this.badRows = badRows;
        this.queue = queue;
    }

    void print(boolean json) {
        if (json) {
            System.out.println(json());
        } else {
            printText();
        }
        printNotes();
    }

    private ObjectNode json() {
        Checked checked = done.checked();
        ObjectNode object = new JsonMapper().createObjectNode();
        object.put("end", done.end().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        object.put("rows", checked.rows());
        object.put("good", checked.good());
        object.put("bad", checked.bad());
        object.put("existing", checked.existing());
        object.put("sent", done.sent());
        object.put("alreadySent", done.already());
        object.put("seconds", took.toMillis() / 1000.0);
        checked.reasons().forEach(object.putObject("reasons")::put);
        return object;
    }

    private void printText() {
        Checked checked = done.checked();
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("rows", checked.rows());
        counts.put("good", checked.good());
        counts.put("bad", checked.bad());
        if (checked.existing() > 0) {
            counts.put("existing", checked.existing());
        }
        if (queue != null) {
            counts.put("sent", done.sent());
            counts.put("already sent", done.already());
        }
        CountLines.print(counts);
        if (done.sent() > 0) {
            System.out.printf(
                    "%-14s %s, %,.0f rows per second including validation%n",
                    "took",
                    HumanDurations.print(took),
                    done.sent() * 1000.0 / Math.max(1, took.toMillis()));
        }
        Map<String, Integer> reasons = new LinkedHashMap<>();
        checked.reasons().entrySet().stream()
                .limit(MOST_REASONS)
                .forEach(reason -> reasons.put(reason.getKey(), reason.getValue()));
        CountLines.printBelow("reasons:", reasons);
    }

    private void printNotes() {
        Checked checked = done.checked();
        if (badRows != null && checked.bad() + checked.existing() > 0) {
            System.err.println("the bad rows are in " + badRows);
        }
        switch (done.end()) {
            case CHECKED -> System.err.println("only checked; nothing was sent");
            case REFUSED ->
                    System.err.println("nothing was sent, since --strict allows no bad rows");
            case STOPPED ->
                    System.err.println(
                            "stopped before the end; with --run, the same command continues");
            case COMPLETE_BEFORE ->
                    System.err.println("this run is complete: every good row was sent before");
            case COMPLETE -> {}
        }
    }
}
