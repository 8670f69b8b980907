package dev.usher.tools.cli;

import dev.usher.tools.deadletters.ReplayTally;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints the result of a replay. */
final class DlqReplaySummary {
    private final ReplayTally tally;
    private final @Nullable String keyProblem;

    /**
     * @param keyProblem why there is no key although the settings name a secret; else null
     */
    DlqReplaySummary(ReplayTally tally, @Nullable String keyProblem) {
        this.tally = tally;
        this.keyProblem = keyProblem;
    }

    void print(boolean json) {
        if (json) {
            ObjectNode object = new JsonMapper().createObjectNode();
            object.put("replayed", tally.copied());
            ObjectNode moved = object.putObject("to");
            new TreeMap<>(tally.moved()).forEach(moved::put);
            object.put("troubles", tally.troubled());
            System.out.println(object);
            return;
        }
        new TreeMap<>(tally.moved())
                .forEach((queue, count) -> System.out.printf("%,d replayed to %s%n", count, queue));
        if (tally.copied() == 0) {
            System.out.println("none replayed");
        }
    }

    /** Prints the errors; true if there is none. */
    boolean noErrors() {
        if (tally.unsigned() > 0) {
            System.err.printf(
                    "%,d were sent without their reason, which could not be signed again: to keep it, %s%n",
                    tally.unsigned(),
                    keyProblem == null
                            ? "set USHER_SECRET_ID as for the worker"
                            : "correct the secret (" + keyProblem + ")");
        }
        if (tally.cameBack() > 0) {
            System.err.printf(
                    "%,d of the replayed are dead letters again, and were not replayed again%n",
                    tally.cameBack());
        }
        tally.troubles().forEach(trouble -> System.err.println("usher dlq replay: " + trouble));
        int more = tally.troubled() - tally.troubles().size();
        if (more > 0) {
            System.err.printf("usher dlq replay: and %,d more errors%n", more);
        }
        return tally.troubled() == 0;
    }
}
