package dev.usher.tools.enqueue;

import dev.usher.tools.command.Progress;
import dev.usher.tools.enqueue.Verdict.Bad;
import dev.usher.tools.enqueue.Verdict.Good;
import dev.usher.tools.files.Column;
import dev.usher.tools.files.CsvRows;
import dev.usher.tools.files.Fingerprint;
import dev.usher.tools.files.Row;
import dev.usher.tools.files.Rows;
import dev.usher.tools.files.Source;
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
final class Survey {
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
            Fingerprint content, int rows, BitSet bad, int existing, Map<String, Integer> reasons) {
        int good() {
            return rows - bad.cardinality();
        }
    }

    private final Job job;
    private final @Nullable Population pool;
    private final BadRows badRows;
    private final Progress progress;
    private final BitSet bad = new BitSet();
    private final Tally tally = new Tally();
    private final List<Good> unasked = new ArrayList<>();
    private int existing;

    /**
     * @param pool null to leave the user pool alone
     */
    Survey(Job job, @Nullable Population pool, BadRows badRows, Progress progress) {
        this.job = pool == null ? job : job.withTerms(job.terms().withPool(pool.rules()));
        this.pool = pool;
        this.badRows = badRows;
        this.progress = progress;
    }

    /** Null if it was stopped. */
    @Nullable Findings read(BooleanSupplier stopped) throws InterruptedException {
        Duplicates duplicates = new Duplicates(pool == null || pool.caseSensitive());
        Inspector inspector = job.inspector();
        int rows = 0;
        progress.begin("Checking", "bytes", job.source().size(), 0);
        try (Fingerprint.Measure measure = new Fingerprint.Measure(job.source().open())) {
            Rows file = job.sheet().open(measure, job.defaults());
            announce(file);
            for (Row row = file.next(); row != null; row = file.next()) {
                rows = row.number();
                switch (inspector.inspect(row)) {
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
            Fingerprint content = measure.toEnd();
            progress.reach(content.size());
            badRows.checked();
            return new Findings(content, rows, bad, existing, tally.counts());
        } catch (IOException e) {
            throw Source.unreadable(e);
        } finally {
            progress.end();
        }
    }

    private void announce(Rows file) {
        if (file instanceof CsvRows csv && csv.columns().contains(new Column.MfaEnabled())) {
            progress.note("cognito:mfa_enabled is passed over where it is empty or FALSE");
        }
    }

    private void take(Verdict verdict) throws InterruptedException {
        switch (verdict) {
            case Good good -> {
                if (pool != null) {
                    unasked.add(good);
                    if (unasked.size() == CHUNK) {
                        ask();
                    }
                }
            }
            case Bad row -> {
                bad.set(row.number());
                row.reasons().forEach(tally::add);
                badRows.add(BadRows.Told.of(row));
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
                        BadRows.Told.of(
                                new Bad(
                                        row.number(),
                                        row.line(),
                                        row.username(),
                                        List.of("is in the user pool already"))));
            }
        }
        unasked.clear();
    }
}
