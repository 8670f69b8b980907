package dev.usher.flow;

import dev.usher.ledger.DynamoDbLedger;
import dev.usher.ledger.DynamoDbTables;
import dev.usher.ledger.NoLedger;
import dev.usher.ledger.SqliteLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Every kind of ledger there is, to be opened new and empty. */
enum LedgerKind {
    NONE {
        @Override
        Kept open(InstantSource clock, Duration retention) {
            return new Kept(new NoLedger(), () -> {}, () -> {});
        }
    },
    MEMORY {
        @Override
        Kept open(InstantSource clock, Duration retention) {
            MemoryLedger memory = new MemoryLedger(clock, retention);
            return new Kept(memory, memory::lose, () -> {});
        }
    },
    SQLITE {
        @Override
        Kept open(InstantSource clock, Duration retention) {
            try {
                Path folder = Files.createTempDirectory("ledger");
                Ledger ledger = new SqliteLedger(folder.resolve(FILE), clock, retention);
                return new Kept(ledger, () -> deleteFile(folder), () -> deleteFolder(folder));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    DYNAMODB {
        @Override
        Kept open(InstantSource clock, Duration retention) {
            DynamoDbTables tables = DynamoDbTables.shared();
            String table = tables.make();
            DynamoDbClient client = tables.client(2);
            return new Kept(
                    new DynamoDbLedger(client, table, clock, retention),
                    () -> {
                        tables.delete(table);
                        tables.make(table);
                    },
                    () -> {
                        client.close();
                        tables.delete(table);
                    });
        }
    };

    private static final String FILE = "ledger.db";

    abstract Kept open(InstantSource clock, Duration retention);

    /**
     * A ledger in the hands of a test.
     *
     * @param lose deletes it as an accident would, while it is open
     * @param remove what is left of it once it is closed
     */
    record Kept(Ledger ledger, Runnable lose, Runnable remove) implements AutoCloseable {
        @Override
        public void close() {
            ledger.close();
            remove.run();
        }
    }

    private static void deleteFile(Path folder) {
        try {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(folder.resolve(FILE + suffix));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteFolder(Path folder) {
        deleteFile(folder);
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
