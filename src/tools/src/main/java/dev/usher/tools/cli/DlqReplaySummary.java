package dev.usher.tools.cli;

import dev.usher.tools.deadletters.ReplayTally;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a replay says at its end. */
final class DlqReplaySummary {
    private final ReplayTally tally;
    private final @Nullable String keyProblem;

    /**
     * @param keyProblem why there is no key, though the settings name its secret; else null
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
                    "%,d without the reason of their death, which could not be signed anew: %s, to keep"
                            + " it%n",
                    tally.unsigned(),
                    keyProblem == null
                            ? "set USHER_SECRET_ID as for the worker"
                            : "mend the secret (" + keyProblem + ")");
        }
        if (tally.cameBack() > 0) {
            System.err.printf(
                    "%,d of those replayed are dead again already, and were left alone%n",
                    tally.cameBack());
        }
        tally.troubles().forEach(trouble -> System.err.println("usher dlq replay: " + trouble));
        int more = tally.troubled() - tally.troubles().size();
        if (more > 0) {
            System.err.printf("usher dlq replay: and %,d more like these%n", more);
        }
        return tally.troubled() == 0;
    }
}
