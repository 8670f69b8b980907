package dev.usher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.usher.flow.Ledger;
import dev.usher.flow.Ledger.Written;
import dev.usher.flow.OperatorFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
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

class SqliteLedgerTest extends LedgerContract {
    private static final Duration RETENTION = Duration.ofDays(30);

    @TempDir private Path folder;
    private final List<SqliteLedger> opened = new ArrayList<>();
    private volatile Instant now = NOW;
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

    @Override
    Ledger ledger() {
        return ledger;
    }

    /** As another worker of the same machine opens it. */
    private SqliteLedger another() {
        SqliteLedger another = new SqliteLedger(file, () -> now, RETENTION);
        opened.add(another);
        return another;
    }

    @Test
    void two_workers_with_one_file_exclude_each_other() {
        SqliteLedger other = another();
        assertThat(ledger.write(row("a", 1))).isEqualTo(new Written.Done());
        assertThat(other.write(row("a", 1))).isEqualTo(new Written.Conflict(row("a", 1)));
        assertThat(other.write(row("a", 2))).isEqualTo(new Written.Done());
        assertThat(ledger.write(row("a", 2))).isEqualTo(new Written.Conflict(row("a", 2)));
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
    void a_row_is_forgotten_once_its_retention_is_over() {
        ledger.write(row("a", 1));
        now = NOW.plus(RETENTION).minusMillis(1);
        assertThat(ledger.write(row("a", 1))).isEqualTo(new Written.Conflict(row("a", 1)));
        now = NOW.plus(RETENTION);
        assertThat(ledger.write(row("a", 1))).isEqualTo(new Written.Done());
    }

    @Test
    void every_write_begins_the_retention_anew() {
        ledger.write(row("a", 1));
        now = NOW.plus(RETENTION.dividedBy(2));
        ledger.write(row("a", 2));
        now = NOW.plus(RETENTION);
        assertThat(ledger.write(row("a", 1))).isEqualTo(new Written.Conflict(row("a", 2)));
    }

    @Test
    void forgotten_rows_are_swept_from_the_file_and_others_stay() throws SQLException {
        for (int i = 0; i < 50; i++) {
            ledger.write(row("old-" + i, 1));
        }
        now = NOW.plus(RETENTION);
        ledger.write(row("young", 1));
        // The sweep follows the commit; another write waits for its turn behind it.
        ledger.write(row("younger", 1));
        assertThat(rowsInFile()).isEqualTo(2);
    }

    @Test
    void it_remembers_since_when_it_forgot_nothing_across_restarts() {
        assertThat(ledger.remembersSince()).isEqualTo(NOW);
        ledger.close();
        now = NOW.plusSeconds(3600);
        assertThat(another().remembersSince()).isEqualTo(NOW);
    }

    @Test
    void rows_outlive_a_restart() {
        ledger.write(row("a", 1));
        ledger.close();
        assertThat(current(another(), "a")).isEqualTo(row("a", 1));
    }

    /** What a killed process leaves: the log, and no checkpoint of it. */
    @Test
    void rows_are_in_the_file_and_its_log_as_soon_as_a_write_returns() throws Exception {
        ledger.write(row("a", 1));
        Path copy = folder.resolve("copy.db");
        Files.copy(file, copy);
        Files.copy(folder.resolve("ledger.db-wal"), folder.resolve("copy.db-wal"));
        SqliteLedger recovered = new SqliteLedger(copy, () -> now, RETENTION);
        opened.add(recovered);
        assertThat(current(recovered, "a")).isEqualTo(row("a", 1));
    }

    @Test
    void a_file_that_cannot_be_made_is_the_operators_fault() {
        Path nowhere = folder.resolve("missing").resolve("ledger.db");
        assertThatThrownBy(() -> new SqliteLedger(nowhere, () -> now, RETENTION))
                .isInstanceOf(OperatorFault.class)
                .hasMessageContaining(nowhere.toString())
                .hasMessageContaining("check that its folder exists");
    }

    @Test
    void a_folder_in_its_place_is_the_operators_fault() {
        assertThatThrownBy(() -> new SqliteLedger(folder, () -> now, RETENTION))
                .isInstanceOf(OperatorFault.class);
    }

    @Test
    void a_file_that_is_no_ledger_is_the_operators_fault() throws Exception {
        Path text = folder.resolve("text");
        Files.writeString(text, "no database ".repeat(1000));
        assertThatThrownBy(() -> new SqliteLedger(text, () -> now, RETENTION))
                .isInstanceOf(OperatorFault.class);
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
        assertThat(current("good")).isEqualTo(row("good", 1));
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
        assertThat(rowsInFile()).isEqualTo(threads * rows);
        assertThat(commits).isLessThanOrEqualTo(ledger.writes() / 8);
    }

    @Test
    void whoever_waits_when_it_closes_is_told() throws Exception {
        try (Connection lock = connect();
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

    @Test
    void a_closed_ledger_refuses_and_is_out_of_reach() {
        ledger.close();
        assertThatThrownBy(() -> ledger.write(row("a", 1))).isInstanceOf(OperatorFault.class);
        assertThat(ledger.reachable()).isFalse();
        ledger.close();
    }

    @Test
    void a_file_that_was_deleted_is_begun_anew() throws Exception {
        ledger.write(row("a", 1));
        deleteFile();
        now = NOW.plusSeconds(60);
        assertThat(ledger.write(row("a", 2))).isEqualTo(new Written.Conflict(null));
        assertThat(ledger.remembersSince()).isEqualTo(now);
        ledger.write(row("b", 1));
        SqliteLedger other = another();
        assertThat(current(other, "b")).as("both write to the same file").isEqualTo(row("b", 1));
        assertThat(other.remembersSince()).isEqualTo(now);
    }

    @Test
    void a_folder_in_the_place_of_its_file_puts_it_out_of_reach_until_it_is_gone()
            throws Exception {
        deleteFile();
        Files.createDirectory(file);
        assertThatThrownBy(() -> ledger.write(row("a", 1))).isInstanceOf(OperatorFault.class);
        assertThat(ledger.reachable()).isFalse();
        Files.delete(file);
        assertThat(ledger.reachable()).isTrue();
        assertThat(ledger.write(row("a", 1))).isEqualTo(new Written.Done());
    }

    private void deleteFile() throws Exception {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("ledger.db" + suffix));
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long rowsInFile() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM usher_ledger")) {
            return count.getLong(1);
        }
    }
}
