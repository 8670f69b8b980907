package dev.usher.ledger;

import static dev.usher.ledger.Rows.NOW;
import static dev.usher.ledger.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.usher.Logged;
import dev.usher.flow.Ledger.Written;
import dev.usher.flow.OperatorFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Nobody waits for a writer that is not there any more. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class SqliteWriterTest {
    @TempDir private Path folder;
    private final AtomicReference<Thread> writer = new AtomicReference<>();
    private volatile Duration passed = Duration.ZERO;
    private volatile boolean atInstant;
    private volatile boolean atMillis;
    private volatile int struck;
    private SqliteLedger ledger;

    /** Where the writer, which alone reads it so, runs out of memory when told to. */
    private final InstantSource clock =
            new InstantSource() {
                @Override
                public Instant instant() {
                    strikeIf(atInstant);
                    return NOW.plus(passed);
                }

                @Override
                public long millis() {
                    writer.set(Thread.currentThread());
                    strikeIf(atMillis);
                    return NOW.plus(passed).toEpochMilli();
                }

                private void strikeIf(boolean told) {
                    if (told && Thread.currentThread() == writer.get()) {
                        struck++;
                        throw new OutOfMemoryError("planted");
                    }
                }
            };

    @BeforeEach
    void open() {
        ledger = new SqliteLedger(folder.resolve("ledger.db"), clock, Duration.ofDays(30));
        assertThat(ledger.write(row("a", 1))).isEqualTo(new Written.Done());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void an_Error_while_it_sweeps_does_not_end_it() throws Exception {
        try (Logged logged = Logged.by(SqliteLedger.class)) {
            Files.delete(folder.resolve("ledger.db"));
            atInstant = true;
            passed = Duration.ofMinutes(2);
            // Nobody writes: it wakes to sweep alone, and finds that it has to open a new file.
            writer.get().interrupt();
            await().until(() -> struck > 0);
            atInstant = false;
            await().until(() -> logged.text().contains("could not be swept"));
        }
        assertThat(ledger.write(row("b", 1))).isEqualTo(new Written.Done());
        assertThat(writer.get().isAlive()).isTrue();
    }

    @Test
    void what_ends_it_all_the_same_is_told_to_all_that_write() {
        atMillis = true;
        for (String id : new String[] {"b", "c"}) {
            assertThatThrownBy(() -> ledger.write(row(id, 1)))
                    .isInstanceOf(OperatorFault.class)
                    .hasMessageContaining("restart the worker");
        }
        assertThat(ledger.reachable()).isFalse();
        await().until(() -> !writer.get().isAlive());
    }
}
