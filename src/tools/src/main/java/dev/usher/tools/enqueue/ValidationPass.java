package dev.usher.tools.enqueue;

import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.RowVerdict.Bad;
import dev.usher.tools.enqueue.RowVerdict.Good;
import dev.usher.tools.files.CsvColumn;
import dev.usher.tools.files.CsvRows;
import dev.usher.tools.files.FileFingerprint;
import dev.usher.tools.files.Row;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.files.RowReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The first reading of a file: validates every row and reports the bad ones. */
final class ValidationPass {
    private static final int CHUNK = 200;
    private static final int STEP = 100;

    /**
     * The result.
     *
     * @param bad the numbers of the bad rows
     * @param existing how many good rows have users that exist in the pool
     * @param reasons how often each was given
     */
    record Findings(
            FileFingerprint content,
            int rows,
            BitSet bad,
            int existing,
            Map<String, Integer> reasons) {
        int good() {
            return rows - bad.cardinality();
        }
    }

    private final EnqueueJob job;
    private final @Nullable PoolLookup pool;
    private final BadRows badRows;
    private final Progress progress;
    private final BitSet bad = new BitSet();
    private final ReasonCounts reasonCounts = new ReasonCounts();
    private final List<Good> pending = new ArrayList<>();
    private int existing;

    /**
     * @param pool null to skip the checks by the user pool
     */
    ValidationPass(
            EnqueueJob job, @Nullable PoolLookup pool, BadRows badRows, Progress progress) {
        this.job =
                pool == null
                        ? job
                        : job.with(job.rules().withPool(pool.rules()));
        this.pool = pool;
        this.badRows = badRows;
        this.progress = progress;
    }

    /** Null if it was stopped. */
    @Nullable Findings read(BooleanSupplier stopped) throws InterruptedException {
        DuplicateRows duplicates = new DuplicateRows(pool == null || pool.caseSensitive());
        RowValidator validator = job.validator();
        int rows = 0;
        progress.begin("Checking", "bytes", job.source().size(), 0);
        try (FileFingerprint.Measure measure =
                new FileFingerprint.Measure(job.source().open())) {
            RowReader file = job.format().open(measure, job.defaults());
            noteIgnored(file);
            for (Row row = file.next(); row != null; row = file.next()) {
                rows = row.position().number();
                switch (validator.validate(row)) {
                    case Good good -> take(duplicates.check(good));
                    case Bad other -> take(other);
                }
                if (rows % STEP == 0) {
                    progress.reach(measure.size());
                    if (stopped.getAsBoolean()) {
                        return null;
                    }
                }
            }
            lookUp();
            FileFingerprint content = measure.toEnd();
            progress.reach(content.size());
            badRows.checked();
            return new Findings(content, rows, bad, existing, reasonCounts.counts());
        } catch (IOException e) {
            throw RowSource.unreadable(e);
        } finally {
            progress.end();
        }
    }

    private void noteIgnored(RowReader file) {
        if (file instanceof CsvRows csv && csv.columns().contains(new CsvColumn.MfaEnabled())) {
            progress.note("cognito:mfa_enabled is ignored if it is empty or FALSE");
        }
    }

    private void take(RowVerdict verdict) throws InterruptedException {
        switch (verdict) {
            case Good good -> {
                if (pool != null) {
                    pending.add(good);
                    if (pending.size() == CHUNK) {
                        lookUp();
                    }
                }
            }
            case Bad row -> {
                bad.set(row.position().number());
                row.reasons().forEach(reasonCounts::add);
                badRows.add(row);
            }
        }
    }

    private void lookUp() throws InterruptedException {
        if (pool == null || pending.isEmpty()) {
            return;
        }
        Set<String> taken =
                pool.taken(pending.stream().map(Good::username).collect(Collectors.toList()));
        for (Good row : pending) {
            if (taken.contains(row.username())) {
                existing++;
                badRows.add(
                        new Bad(
                                row.position(),
                                row.username(),
                                List.of("exists in the user pool")));
            }
        }
        pending.clear();
    }
}
