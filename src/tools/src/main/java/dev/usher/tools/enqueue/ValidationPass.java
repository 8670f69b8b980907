package dev.usher.tools.enqueue;

import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.RowVerdict.Bad;
import dev.usher.tools.enqueue.RowVerdict.Good;
import dev.usher.tools.files.Column;
import dev.usher.tools.files.CsvRows;
import dev.usher.tools.files.FileFingerprint;
import dev.usher.tools.files.Row;
import dev.usher.tools.files.RowSource;
import dev.usher.tools.files.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The first reading of a file: inspects every row, sends none, and tells the bad ones. */
final class ValidationPass {
    private static final int CHUNK = 200;
    private static final int STEP = 100;

    /**
     * What it found.
     *
     * @param bad their numbers
     * @param existing how many good rows are of users that are in the pool already
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

    private final EnqueueJob enqueueJob;
    private final @Nullable PoolLookup pool;
    private final BadRows badRows;
    private final Progress progress;
    private final BitSet bad = new BitSet();
    private final ReasonCounts reasonCounts = new ReasonCounts();
    private final List<Good> unasked = new ArrayList<>();
    private int existing;

    /**
     * @param pool null to leave the user pool alone
     */
    ValidationPass(
            EnqueueJob enqueueJob, @Nullable PoolLookup pool, BadRows badRows, Progress progress) {
        this.enqueueJob =
                pool == null
                        ? enqueueJob
                        : enqueueJob.withTerms(enqueueJob.terms().withPool(pool.rules()));
        this.pool = pool;
        this.badRows = badRows;
        this.progress = progress;
    }

    /** Null if it was stopped. */
    @Nullable Findings read(BooleanSupplier stopped) throws InterruptedException {
        Duplicates duplicates = new Duplicates(pool == null || pool.caseSensitive());
        RowValidator rowValidator = enqueueJob.inspector();
        int rows = 0;
        progress.begin("Checking", "bytes", enqueueJob.source().size(), 0);
        try (FileFingerprint.Measure measure =
                new FileFingerprint.Measure(enqueueJob.source().open())) {
            Rows file = enqueueJob.sheet().open(measure, enqueueJob.defaults());
            announce(file);
            for (Row row = file.next(); row != null; row = file.next()) {
                rows = row.position().number();
                switch (rowValidator.inspect(row)) {
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
            ask();
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

    private void announce(Rows file) {
        if (file instanceof CsvRows csv && csv.columns().contains(new Column.MfaEnabled())) {
            progress.note("cognito:mfa_enabled is passed over where it is empty or FALSE");
        }
    }

    private void take(RowVerdict rowVerdict) throws InterruptedException {
        switch (rowVerdict) {
            case Good good -> {
                if (pool != null) {
                    unasked.add(good);
                    if (unasked.size() == CHUNK) {
                        ask();
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

    private void ask() throws InterruptedException {
        if (pool == null || unasked.isEmpty()) {
            return;
        }
        Set<String> taken =
                pool.taken(unasked.stream().map(Good::username).collect(Collectors.toList()));
        for (Good row : unasked) {
            if (taken.contains(row.username())) {
                existing++;
                badRows.add(
                        new Bad(
                                row.position(),
                                row.username(),
                                List.of("is in the user pool already")));
            }
        }
        unasked.clear();
    }
}
