package dev.usher.flow;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A ledger in memory. */
public final class MemoryLedger implements Ledger {
    private final InstantSource clock;
    private final Duration retention;
    private final Map<String, Kept> rows = new HashMap<>();
    private Instant since;
    private boolean lost;

    private record Kept(Row row, Instant until) {}

    /** One that forgets nothing, and is as old as time. */
    public MemoryLedger() {
        this(() -> Instant.EPOCH, Duration.ofDays(1));
    }

    /**
     * @param retention how long a row is remembered after its last write
     */
    public MemoryLedger(InstantSource clock, Duration retention) {
        this.clock = clock;
        this.retention = retention;
        this.since = clock.instant();
    }

    @Override
    public synchronized Written write(Row next) {
        notice();
        Row current = row(next.id());
        long revision = current == null ? 0 : current.revision();
        if (revision != next.revision() - 1) {
            return new Written.Conflict(current);
        }
        rows.put(next.id(), new Kept(next, clock.instant().plus(retention)));
        return new Written.Done();
    }

    @Override
    public synchronized Written take(Row next, Instant toldSince) {
        notice();
        return since.isAfter(toldSince) ? new Written.Conflict(null) : write(next);
    }

    @Override
    public synchronized Instant remembersSince() {
        Instant oldest = clock.instant().minus(retention);
        return since.isAfter(oldest) ? since : oldest;
    }

    @Override
    public synchronized boolean reachable() {
        notice();
        return true;
    }

    public synchronized long kept() {
        return rows.size();
    }

    /** Loses everything; as with a real one, that is noticed at the next use. */
    public synchronized void lose() {
        lost = true;
    }

    private void notice() {
        if (lost) {
            lost = false;
            rows.clear();
            since = clock.instant();
        }
    }

    private @Nullable Row row(String id) {
        Kept kept = rows.get(id);
        return kept == null || !clock.instant().isBefore(kept.until()) ? null : kept.row();
    }

    @Override
    public void close() {}
}
