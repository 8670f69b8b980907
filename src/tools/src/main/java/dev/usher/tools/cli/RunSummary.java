package dev.usher.tools.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.tools.run.RunResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code replies --run} says at its end. */
final class RunSummary {
    private RunSummary() {}

    static void print(RunResult result, boolean json) {
        Map<String, Integer> counts = counts(result);
        if (json) {
            ObjectNode object = new JsonMapper().createObjectNode();
            counts.forEach(object::put);
            ObjectNode codes = object.putObject("codes");
            result.codes().forEach(codes::put);
            System.out.println(object);
        } else {
            counts.forEach((what, count) -> System.out.printf("%-14s %,d%n", what, count));
            if (!result.codes().isEmpty()) {
                System.out.println("codes:");
                result.codes()
                        .forEach((code, count) -> System.out.printf("%,9d  %s%n", count, code));
            }
        }
        System.err.println("a line for each row is in " + result.results());
        if (result.failedFile() != null) {
            System.err.printf(
                    "the rows to be mended are in %s (with their passwords); then enqueue it with"
                            + " --source '%s-failed', another --run and the other options of this"
                            + " one%n",
                    result.failedFile(), name(result.failedFile()));
        }
        if (result.missing() != null) {
            System.err.println(result.missing());
        }
        if (result.counts().unanswered() > 0) {
            System.err.printf(
                    "%,d rows are not answered yet: run this again, and look for them among the dead"
                            + " letters%n",
                    result.counts().unanswered());
        }
    }

    /** Of the run; makes the ids of the next one other ids, so that nothing is told again. */
    private static String name(Path failed) {
        Path folder = failed.toAbsolutePath().normalize().getParent();
        Path name = folder == null ? null : folder.getFileName();
        return name == null ? "run" : name.toString();
    }

    private static Map<String, Integer> counts(RunResult result) {
        RunResult.Counts counts = result.counts();
        Map<String, Integer> named = new LinkedHashMap<>();
        named.put("rows", result.rows());
        named.put("succeeded", counts.succeeded());
        named.put("challenged", counts.challenged());
        named.put("existing", counts.existing());
        named.put("failed", counts.failed());
        named.put("bad", counts.bad());
        named.put("unanswered", counts.unanswered());
        named.put("unsent", counts.unsent());
        return named;
    }
}
