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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends LedgerContract {
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

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Override
    SqliteLedger another() {
        SqliteLedger another = new SqliteLedger(file, clock, RETENTION);
        opened.add(another);
        return another;
    }

    @Override
    void lose() {
        try {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(folder.resolve("ledger.db" + suffix));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    long kept() {
        return SqliteRows.count(file);
    }

    @Test
    void rows_outlive_a_restart() {
        ledger.write(row("a", 1));
        ledger.close();
        assertThat(current(another(), "a")).isEqualTo(row("a", 1));
    }

    /** What a killed process leaves: the log, and no checkpoint of it. */
    @Test
    void nobody_but_its_owner_may_read_the_file_or_its_log() throws Exception {
        ledger.write(row("a", 1));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .as(each.getFileName().toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void rows_are_in_the_file_and_its_log_as_soon_as_a_write_returns() throws Exception {
        ledger.write(row("a", 1));
        Path copy = folder.resolve("copy.db");
        Files.copy(file, copy);
        Files.copy(folder.resolve("ledger.db-wal"), folder.resolve("copy.db-wal"));
        SqliteLedger recovered = new SqliteLedger(copy, clock, RETENTION);
        opened.add(recovered);
        assertThat(current(recovered, "a")).isEqualTo(row("a", 1));
    }

    @Test
    void a_file_that_cannot_be_made_is_the_operators_fault() {
        Path nowhere = folder.resolve("missing").resolve("ledger.db");
        assertThatThrownBy(() -> new SqliteLedger(nowhere, clock, RETENTION))
                .isInstanceOf(OperatorFault.class)
                .hasMessageContaining(nowhere.toString())
                .hasMessageContaining("check that its folder exists");
    }

    @Test
    void a_name_that_SQLite_has_a_meaning_for_is_a_file_all_the_same() throws Exception {
        for (String name : List.of(":memory:", "file:ledger.db")) {
            Path odd = Path.of(name);
            try (SqliteLedger first = new SqliteLedger(odd, clock, RETENTION)) {
                assertThat(first.take(row("a", 1), NOW)).isEqualTo(new Written.Done());
            } finally {
                assertThat(Files.size(odd)).isPositive();
                for (String suffix : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(Path.of(name + suffix));
                }
            }
        }
    }

    @Test
    void a_folder_in_its_place_is_the_operators_fault() {
        assertThatThrownBy(() -> new SqliteLedger(folder, clock, RETENTION))
                .isInstanceOf(OperatorFault.class);
    }

    @Test
    void a_file_that_is_no_ledger_is_the_operators_fault() throws Exception {
        Path text = folder.resolve("text");
        Files.writeString(text, "no database ".repeat(1000));
        assertThatThrownBy(() -> new SqliteLedger(text, clock, RETENTION))
                .isInstanceOf(OperatorFault.class);
    }

    @Test
    void a_closed_ledger_refuses_and_is_out_of_reach() {
        ledger.close();
        assertThatThrownBy(() -> ledger.write(row("a", 1))).isInstanceOf(OperatorFault.class);
        assertThat(ledger.reachable()).isFalse();
        ledger.close();
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
        assertThat(kept()).isEqualTo(2);
    }

    @Test
    void a_folder_in_the_place_of_its_file_puts_it_out_of_reach_until_it_is_gone()
            throws Exception {
        lose();
        Files.createDirectory(file);
        assertThatThrownBy(() -> ledger.write(row("a", 1))).isInstanceOf(OperatorFault.class);
        assertThat(ledger.reachable()).isFalse();
        Files.delete(file);
        assertThat(ledger.reachable()).isTrue();
        assertThat(ledger.write(row("a", 1))).isEqualTo(new Written.Done());
    }

    @Test
    void since_when_it_remembers_outlives_a_restart() {
        ledger.close();
        now = NOW.plusSeconds(3600);
        assertThat(another().remembersSince()).isEqualTo(NOW);
    }

    @Test
    void a_try_reaches_the_disk() throws IOException {
        Path log = folder.resolve("ledger.db-wal");
        long before = Files.size(log);
        assertThat(ledger.reachable()).isTrue();
        assertThat(Files.size(log)).isGreaterThan(before);
    }

    /** It looks before it writes; what counts is what is there after. */
    @Test
    void what_was_written_into_a_file_while_it_was_deleted_is_not_written() throws Exception {
        try (Connection lock = SqliteRows.connect(file);
                Statement statement = lock.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            statement.execute("BEGIN IMMEDIATE");
            Future<Written> written = threads.submit(() -> ledger.write(row("a", 1)));
            await().until(SqliteLedgerTest::waitsForTheLock);
            lose();
            statement.execute("COMMIT");
            assertThat(written.get()).isEqualTo(new Written.Conflict(null));
        }
        assertThat(current(ledger, "a")).isNull();
        assertThat(ledger.write(row("a", 1))).isEqualTo(new Written.Done());
    }

    private static boolean waitsForTheLock() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame ->
                        frame.getClassName().endsWith(".SqliteFile")
                                && frame.getMethodName().equals("begin"));
    }
}
