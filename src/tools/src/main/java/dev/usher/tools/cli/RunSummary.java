package dev.usher.tools.cli;

import dev.usher.tools.run.RowStatus;
import dev.usher.tools.run.RunResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints the result of {@code replies --run}. */
final class RunSummary {
    private RunSummary() {}

    static void print(RunResult result, boolean json) {
        Map<String, Integer> counts = counts(result);
        if (json) {
            ObjectNode object = new JsonMapper().createObjectNode();
            counts.forEach(object::put);
            result.codes().forEach(object.putObject("codes")::put);
            System.out.println(object);
        } else {
            CountLines.print(counts);
            CountLines.printBelow("codes:", result.codes());
        }
        System.err.println("one line per row is in " + result.results());
        Path failed = result.failedFile().path();
        if (failed != null) {
            System.err.printf(
                    "the rows to correct are in %s (with their passwords); then enqueue it with"
                            + " --source '%s-failed', another --run and the other options of this"
                            + " one%n",
                    failed, runName(failed));
        }
        if (result.failedFile().missing() != null) {
            System.err.println(result.failedFile().missing());
        }
        if (result.count(RowStatus.UNANSWERED) > 0) {
            System.err.printf(
                    "%,d rows are not answered yet: run this again, and look for them among the dead"
                            + " letters%n",
                    result.count(RowStatus.UNANSWERED));
        }
    }

    /** The next run needs new ids, so that no row gets its old answer again. */
    private static String runName(Path failed) {
        Path folder = failed.toAbsolutePath().normalize().getParent();
        Path name = folder == null ? null : folder.getFileName();
        return name == null ? "run" : name.toString();
    }

    private static Map<String, Integer> counts(RunResult result) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("rows", result.rows());
        for (RowStatus status : RowStatus.values()) {
            String name = status == RowStatus.INVALID ? "bad" : status.word();
            counts.put(name, result.count(status));
        }
        return counts;
    }
}
