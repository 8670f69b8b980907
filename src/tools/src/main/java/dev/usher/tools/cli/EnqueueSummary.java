package dev.usher.tools.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.tools.enqueue.EnqueueResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code enqueue} says at its end. */
final class EnqueueSummary {
    private static final int MOST_REASONS = 20;

    private final EnqueueResult done;
    private final Duration took;
    private final @Nullable Path badRows;
    private final @Nullable String queue;

    /**
     * @param badRows the file they are in; null if they were printed
     * @param queue null if nothing was to be sent
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
            text();
        }
        say();
    }

    private double rate() {
        return done.sent() * 1000.0 / Math.max(1, took.toMillis());
    }

    private ObjectNode json() {
        ObjectNode object = new JsonMapper().createObjectNode();
        object.put("end", done.end().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        object.put("rows", done.rows());
        object.put("good", done.good());
        object.put("bad", done.bad());
        object.put("existing", done.existing());
        object.put("sent", done.sent());
        object.put("alreadySent", done.already());
        object.put("seconds", took.toMillis() / 1000.0);
        ObjectNode reasons = object.putObject("reasons");
        done.reasons().forEach(reasons::put);
        return object;
    }

    private void text() {
        line("rows", done.rows());
        line("good", done.good());
        line("bad", done.bad());
        if (done.existing() > 0) {
            line("existing", done.existing());
        }
        if (queue != null) {
            line("sent", done.sent());
            line("already sent", done.already());
        }
        if (done.sent() > 0) {
            System.out.printf(
                    "%-14s %s, %,.0f rows a second, checking included%n",
                    "took", HumanDurations.print(took), rate());
        }
        if (!done.reasons().isEmpty()) {
            System.out.println("reasons:");
            done.reasons().entrySet().stream().limit(MOST_REASONS).forEach(this::reason);
        }
    }

    private void line(String what, int count) {
        System.out.printf("%-14s %,d%n", what, count);
    }

    private void reason(Map.Entry<String, Integer> reason) {
        System.out.printf("%,9d  %s%n", reason.getValue(), reason.getKey());
    }

    private void say() {
        if (badRows != null && done.bad() + done.existing() > 0) {
            System.err.println("the bad rows are in " + badRows);
        }
        switch (done.end()) {
            case CHECKED -> System.err.println("only checked; nothing was sent");
            case REFUSED ->
                    System.err.println("nothing was sent, since --strict lets no bad row pass");
            case STOPPED ->
                    System.err.println(
                            "stopped before the end; with --run the same command goes on from here");
            case COMPLETE_BEFORE ->
                    System.err.println("this run is complete: there is nothing left to send");
            case COMPLETE -> {}
        }
    }
}
