package dev.usher.soak;

import dev.usher.ledger.DynamoDbTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The ledgers that a soak can be run on. */
enum SoakLedger {
    SQLITE {
        @Override
        Ledger start(Path folder) {
            return new SqliteFile(folder.resolve("ledger.db"), false);
        }
    },
    DYNAMODB {
        @Override
        Ledger start(Path folder) {
            return new DynamoDb(DynamoDbTables.start());
        }
    },
    NONE {
        @Override
        Ledger start(Path folder) {
            return new NoLedger();
        }
    },
    /** The SQLite file is deleted half-way. */
    SQLITE_DELETED {
        @Override
        Ledger start(Path folder) {
            return new SqliteFile(folder.resolve("ledger.db"), true);
        }
    };

    /** What the workers of one run remember with. */
    interface Ledger extends AutoCloseable {
        /** The worker's settings that lead to it. */
        Map<String, String> environment();

        /** Called once, half-way through the requests. */
        void loseIt();

        /** Whether it may forget an id, so that a duplicate may be taken for somebody else's. */
        boolean forgetful();

        @Override
        void close();
    }

    /** As the command line writes it. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @param folder for its files
     */
    abstract Ledger start(Path folder);

    private record SqliteFile(Path file, boolean deleted) implements Ledger {
        @Override
        public Map<String, String> environment() {
            return Map.of("USHER_LEDGER", "sqlite:" + file);
        }

        @Override
        public void loseIt() {
            if (deleted) {
                try {
                    for (String suffix : new String[] {"-wal", "-shm", ""}) {
                        Files.deleteIfExists(Path.of(file + suffix));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public boolean forgetful() {
            return deleted;
        }

        @Override
        public void close() {}
    }

    private record DynamoDb(DynamoDbTables tables, String table) implements Ledger {
        DynamoDb(DynamoDbTables tables) {
            this(tables, tables.make());
        }

        @Override
        public Map<String, String> environment() {
            Map<String, String> variables = new HashMap<>(tables.environment());
            variables.put("USHER_LEDGER", "dynamodb:" + table);
            return variables;
        }

        @Override
        public void loseIt() {}

        @Override
        public boolean forgetful() {
            return false;
        }

        @Override
        public void close() {
            tables.close();
        }
    }

    private record NoLedger() implements Ledger {
        @Override
        public Map<String, String> environment() {
            return Map.of("USHER_LEDGER", "none");
        }

        @Override
        public void loseIt() {}

        @Override
        public boolean forgetful() {
            return true;
        }

        @Override
        public void close() {}
    }
}
