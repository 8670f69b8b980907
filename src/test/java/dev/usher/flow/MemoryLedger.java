package dev.usher.flow;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A ledger in memory. */
public final class MemoryLedger implements Ledger {
    private final Map<String, Row> rows = new HashMap<>();
    private Instant since = Instant.EPOCH;

    @Override
    public synchronized Instant remembersSince() {
        return since;
    }

    @Override
    public synchronized Written write(Row next) {
        Row current = rows.get(next.id());
        long revision = current == null ? 0 : current.revision();
        if (revision != next.revision() - 1) {
            return new Written.Conflict(current);
        }
        rows.put(next.id(), next);
        return new Written.Done();
    }

    public synchronized Row row(String id) {
        return rows.get(id);
    }

    public synchronized void forget(Instant now) {
        rows.clear();
        since = now;
    }

    @Override
    public void close() {}
}
