package dev.usher.ledger;

import static dev.usher.ledger.Rows.NOW;
import static dev.usher.ledger.Rows.current;
import static dev.usher.ledger.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.Ledger;
import dev.usher.flow.Ledger.Written;
import dev.usher.flow.OperatorFault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thread commits for many requests, and more than one worker to the same file. */
class SqliteCommitsTest {
    private static final Duration RETENTION = Duration.ofDays(30);

    @TempDir private Path folder;
    private final List<SqliteLedger> opened = new ArrayList<>();
    private Path file;
    private SqliteLedger ledger;

    @BeforeEach
    void open() {
        file = folder.resolve("ledger.db");
        ledger = another();
    }

    @AfterEach
    void close() {
        opened.forEach(SqliteLedger::close);
    }

    /** As another worker of the same machine opens it. */
    private SqliteLedger another() {
        SqliteLedger another = new SqliteLedger(file, () -> NOW, RETENTION);
        opened.add(another);
        return another;
    }

    @Test
    void two_busy_workers_win_every_row_exactly_once_and_neither_starves() throws Exception {
        SqliteLedger other = another();
        int threads = 64;
        int rows = 20;
        AtomicLong slowest = new AtomicLong();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> wins = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                wins.add(all.submit(() -> wins(ledger, thread, rows, slowest)));
                wins.add(all.submit(() -> wins(other, thread, rows, slowest)));
            }
            int won = 0;
            for (Future<Integer> each : wins) {
                won += each.get();
            }
            assertThat(won).isEqualTo(threads * rows);
        }
        System.out.println("two workers: slowest write " + slowest.get() / 1_000_000 + " ms");
        // A worker that never gets its turn is told so by an OperatorFault after five seconds.
        assertThat(ledger.writes()).isEqualTo(threads * rows);
        assertThat(other.writes()).isEqualTo(threads * rows);
    }

    private static int wins(Ledger ledger, int thread, int rows, AtomicLong slowest) {
        int wins = 0;
        for (int i = 0; i < rows; i++) {
            long begun = System.nanoTime();
            if (ledger.write(row(thread + "/" + i, 1)) instanceof Written.Done) {
                wins++;
            }
            slowest.accumulateAndGet(System.nanoTime() - begun, Math::max);
        }
        return wins;
    }

    @Test
    void of_the_writes_of_one_failed_commit_none_is_there() throws SQLException {
        execute(
                "CREATE TRIGGER full BEFORE INSERT ON usher_ledger WHEN NEW.id = 'bad'"
                        + " BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END");
        ledger.write(row("good", 1));
        assertThatThrownBy(() -> ledger.write(row("bad", 1))).isInstanceOf(OperatorFault.class);
        execute("DROP TRIGGER full");
        assertThat(ledger.write(row("bad", 1))).isEqualTo(new Written.Done());
        assertThat(current(ledger, "good")).isEqualTo(row("good", 1));
    }

    @Test
    void many_requests_share_a_commit() throws Exception {
        int threads = 64;
        int rows = 50;
        CountDownLatch start = new CountDownLatch(1);
        long commitsBefore = ledger.commits();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                done.add(
                        all.submit(() -> {
                            start.await();
                            for (int row = 0; row < rows; row++) {
                                ledger.write(row(thread + "/" + row, 1));
                            }
                            return rows;
                        }));
            }
            start.countDown();
            for (Future<Integer> each : done) {
                assertThat(each.get()).isEqualTo(rows);
            }
        }
        long commits = ledger.commits() - commitsBefore;
        System.out.println("ledger: " + ledger.writes() + " writes in " + commits + " commits");
        assertThat(ledger.writes()).isEqualTo(threads * rows);
        assertThat(SqliteRows.count(file)).isEqualTo(threads * rows);
        assertThat(commits).isLessThanOrEqualTo(ledger.writes() / 8);
    }

    @Test
    void whoever_waits_when_it_closes_is_told() throws Exception {
        try (Connection lock = SqliteRows.connect(file);
                Statement statement = lock.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            statement.execute("BEGIN IMMEDIATE");
            List<Future<Written>> waiting = new ArrayList<>();
            CountDownLatch begun = new CountDownLatch(20);
            for (int i = 0; i < 20; i++) {
                String id = "row-" + i;
                waiting.add(
                        threads.submit(() -> {
                            begun.countDown();
                            return ledger.write(row(id, 1));
                        }));
            }
            begun.await();
            Thread closing = Thread.ofPlatform().start(ledger::close);
            statement.execute("COMMIT");
            closing.join();
            for (Future<Written> each : waiting) {
                await().until(each::isDone);
                // Written before it closed, or refused since it is closed; never left waiting.
                if (each.state() == Future.State.FAILED) {
                    assertThat(each.exceptionNow()).isInstanceOf(OperatorFault.class);
                } else {
                    assertThat(each.resultNow()).isEqualTo(new Written.Done());
                }
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = SqliteRows.connect(file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
