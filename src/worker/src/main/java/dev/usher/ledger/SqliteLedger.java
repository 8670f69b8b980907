package dev.usher.ledger;

import dev.usher.flow.Ledger;
import dev.usher.flow.OperatorFault;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ledger in one SQLite file, for all the workers of one machine. One thread writes: all rows that
 * wait while a commit reaches the disk go into the next one, so that many requests share one fsync.
 *
 * @see <a href="https://www.sqlite.org/wal.html">Write-ahead logging</a>
 */
public final class SqliteLedger implements Ledger {
    private static final Logger log = LoggerFactory.getLogger(SqliteLedger.class);
    private static final Written NOTHING = new Written.Conflict(null);
    private static final int MOST_IN_A_COMMIT = 256;
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    private final Path file;
    private final InstantSource clock;
    private final Duration retention;
    private final LinkedBlockingQueue<Pending> pending = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile boolean closed;
    private volatile boolean ended;

    /** Created beforehand: without memory, no other fault could be. */
    private final OperatorFault writerEnded;

    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();

    /** Used by the writer only; null after a failure, until it can be opened again. */
    private @Nullable SqliteFile sqlite;

    private volatile Instant since;

    /** One step of a shared transaction. */
    private interface Task {
        Written in(SqliteFile open, long now) throws SQLException;
    }

    private record Pending(Task task, CompletableFuture<Written> written) {}

    /**
     * @param retention how long a row is remembered after its last write
     * @throws OperatorFault if the file can't be opened or made
     */
    public SqliteLedger(Path file, InstantSource clock, Duration retention) {
        this.file = file;
        this.clock = clock;
        this.retention = retention;
        this.writerEnded =
                new OperatorFault(
                        "the writer of the ledger %s has ended; the log says why, restart the worker"
                                .formatted(file));
        try {
            SqliteFile opened = SqliteFile.open(file, clock.instant());
            sqlite = opened;
            since = opened.since();
        } catch (SQLException e) {
            throw unreachable(e);
        }
        // A platform thread: SQLite's native calls would pin a virtual one's carrier.
        this.writer = Thread.ofPlatform().daemon().name("ledger").start(this::run);
    }

    @Override
    public Written write(Row next) {
        return await((open, now) -> open.write(next, now, now + retention.toMillis()));
    }

    @Override
    public Written take(Row next, Instant knownSince) {
        return await((open, now) ->
                open.since().isAfter(knownSince)
                        ? NOTHING
                        : open.write(next, now, now + retention.toMillis()));
    }

    private Written await(Task task) {
        CompletableFuture<Written> written = new CompletableFuture<>();
        pending.add(new Pending(task, written));
        if (closed) {
            failAll(new OperatorFault("the ledger is closed"));
        } else if (ended) {
            failAll(writerEnded);
        }
        try {
            return written.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof OperatorFault fault) {
                throw fault;
            }
            throw e;
        }
    }

    /** Tries a write that reaches the disk and leaves no row. */
    @Override
    public boolean reachable() {
        try {
            await((open, now) -> {
                open.probe();
                return new Written.Done();
            });
            return true;
        } catch (OperatorFault e) {
            return false;
        }
    }

    @Override
    public Instant remembersSince() {
        Instant oldest = clock.instant().minus(retention);
        return since.isAfter(oldest) ? since : oldest;
    }

    /** Transactions so far. */
    public long commits() {
        return commits.get();
    }

    /** Rows written so far, refused ones included. */
    public long writes() {
        return writes.get();
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failAll(new OperatorFault("the ledger is closed"));
    }

    private void run() {
        List<Pending> batch = new ArrayList<>();
        try {
            write(batch);
        } catch (RuntimeException | Error e) {
            log.error("the writer of the ledger {} ended in {}", file, e.getClass().getName());
        } finally {
            // No thread may wait for a writer that has ended. close() fails the rest itself.
            fail(batch, writerEnded);
            if (!closed) {
                ended = true;
                failAll(writerEnded);
            }
            abandon();
        }
    }

    private void write(List<Pending> batch) {
        long sweepAt = 0;
        while (!closed || !pending.isEmpty()) {
            next(batch);
            long now = clock.millis();
            if (!batch.isEmpty()) {
                commit(batch, now);
            }
            if (now >= sweepAt) {
                sweepAt = now + SWEEP_EVERY.toMillis();
                sweep(now);
            }
        }
    }

    private void next(List<Pending> batch) {
        batch.clear();
        try {
            Pending first = closed ? pending.poll() : pending.poll(1, TimeUnit.MINUTES);
            if (first != null) {
                batch.add(first);
                pending.drainTo(batch, MOST_IN_A_COMMIT - 1);
            }
        } catch (InterruptedException e) {
            // Closing: write the waiting rows first.
        }
    }

    private void commit(List<Pending> batch, long now) {
        try {
            List<Written> results = new ArrayList<>(batch.size());
            SqliteFile current = current();
            current.begin();
            for (Pending each : batch) {
                results.add(each.task().in(current, now));
            }
            current.commit();
            commits.incrementAndGet();
            writes.addAndGet(batch.size());
            // The file was deleted meanwhile: the rows are lost, and the new file is empty.
            boolean lost = current.gone();
            if (lost) {
                current();
            }
            for (int i = 0; i < results.size(); i++) {
                batch.get(i).written().complete(lost ? NOTHING : results.get(i));
            }
        } catch (SQLException e) {
            abandon();
            fail(batch, unreachable(e));
        } catch (RuntimeException | Error e) {
            // Neither these threads nor the next ones may wait for ever.
            abandon();
            OperatorFault fault =
                    new OperatorFault(
                            "writing to the ledger %s ended in %s; check the worker's memory, and that no newer version of it wrote the file"
                                    .formatted(file, e.getClass().getName()));
            log.error("{}", fault.what());
            fail(batch, fault);
        }
    }

    /** The file, opened again after a failure, or if it was deleted or replaced. */
    private SqliteFile current() throws SQLException {
        SqliteFile open = sqlite;
        if (open != null && !open.gone()) {
            return open;
        }
        if (open != null) {
            log.warn("the ledger {} is another file than before; beginning a new ledger", file);
            abandon();
        }
        SqliteFile reopened = SqliteFile.open(file, clock.instant());
        sqlite = reopened;
        since = reopened.since();
        return reopened;
    }

    /** Closing rolls back the open transaction. */
    private void abandon() {
        SqliteFile open = sqlite;
        sqlite = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            log.warn("closing the ledger {} failed: SQLite error {}", file, e.getErrorCode());
        }
    }

    private void sweep(long now) {
        try {
            current().sweep(now);
        } catch (SQLException e) {
            log.warn(
                    "old rows of the ledger {} could not be swept: SQLite error {}",
                    file,
                    e.getErrorCode());
        } catch (RuntimeException | Error e) {
            // The writer must go on.
            log.warn(
                    "old rows of the ledger {} could not be swept: {}",
                    file,
                    e.getClass().getName());
        }
    }

    /** Fails the rows of the batch that still wait. */
    private static void fail(List<Pending> batch, OperatorFault fault) {
        for (Pending each : batch) {
            each.written().completeExceptionally(fault);
        }
    }

    private void failAll(OperatorFault fault) {
        Pending each;
        while ((each = pending.poll()) != null) {
            each.written().completeExceptionally(fault);
        }
    }

    private OperatorFault unreachable(SQLException e) {
        return new OperatorFault(
                "the ledger %s is out of reach (SQLite error %d); check that its folder exists, is writable and has room"
                        .formatted(file, e.getErrorCode()));
    }
}
