package dev.usher.tools.run;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run has come to.
 *
 * @param rows of the file
 * @param counts how many rows came to what
 * @param codes how often each failure code was answered, the one of existing users included
 * @param failedRows by number: those to be mended and enqueued again
 * @param results the file with a line for each row
 * @param failedFile the rows to be mended; null if there are none
 * @param missing why there is no such file though there should be; null if all is well
 */
public record RunResult(
        int rows,
        Counts counts,
        SortedMap<String, Integer> codes,
        BitSet failedRows,
        Path results,
        @Nullable Path failedFile,
        @Nullable String missing) {
    /**
     * Every row is in one of them.
     *
     * @param existing the user was there before
     * @param bad not sent, since the worker would have refused it
     * @param unanswered sent, and not answered so far
     * @param unsent good, and not sent so far
     */
    public record Counts(
            int succeeded,
            int challenged,
            int existing,
            int failed,
            int bad,
            int unanswered,
            int unsent) {}

    public RunResult {
        codes = new TreeMap<>(codes);
        failedRows = (BitSet) failedRows.clone();
    }

    RunResult withFailed(@Nullable Path file, @Nullable String why) {
        return new RunResult(rows, counts, codes, failedRows, results, file, why);
    }

    /** Whether every row came to what it should, or its user was there before. */
    public boolean well() {
        return counts.failed() + counts.bad() + counts.unanswered() + counts.unsent() == 0;
    }
}
