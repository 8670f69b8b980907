package dev.usher.tools.run;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run.
 *
 * @param counts how many rows have which status
 * @param codes how often each failure code was answered, including the one of existing users
 * @param failedRows numbers of the rows to be corrected and enqueued again
 * @param results the file with one line per row
 */
public record RunResult(
        Map<RowStatus, Integer> counts,
        SortedMap<String, Integer> codes,
        BitSet failedRows,
        Path results,
        FailedFile failedFile) {
    /**
     * The file with the rows to be corrected.
     *
     * @param path null if there is none
     * @param missing why there is none although rows failed; null otherwise
     */
    public record FailedFile(@Nullable Path path, @Nullable String missing) {
        public static final FailedFile NONE = new FailedFile(null, null);
    }

    public RunResult {
        counts = Map.copyOf(counts);
        codes = new TreeMap<>(codes);
        failedRows = (BitSet) failedRows.clone();
    }

    RunResult withFailed(Path file) {
        return withFailed(new FailedFile(file, null));
    }

    RunResult withoutFailed(String why) {
        return withFailed(new FailedFile(null, why));
    }

    private RunResult withFailed(FailedFile file) {
        return new RunResult(counts, codes, failedRows, results, file);
    }

    public int count(RowStatus status) {
        return counts.getOrDefault(status, 0);
    }

    public int rows() {
        return counts.values().stream().mapToInt(n -> n).sum();
    }

    /** Whether every row has a user with the requested outcome, or one that existed before. */
    public boolean complete() {
        return count(RowStatus.FAILED)
                        + count(RowStatus.INVALID)
                        + count(RowStatus.UNANSWERED)
                        + count(RowStatus.UNSENT)
                == 0;
    }
}
