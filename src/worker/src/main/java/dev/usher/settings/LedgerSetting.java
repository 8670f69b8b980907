package dev.usher.settings;

import java.nio.file.Path;
import java.time.Duration;

/** Where the ledger of requests is kept, and for how long it remembers an id. */
public sealed interface LedgerSetting {
    /** At least the retention of the request and the dead-letter queue together. */
    Duration retention();

    /** In a file, for all workers of one machine. */
    record Sqlite(Path path, Duration retention) implements LedgerSetting {
        @Override
        public String toString() {
            return "sqlite:" + path;
        }
    }

    /** In a DynamoDB table, for any number of machines. */
    record DynamoDb(String table, Duration retention) implements LedgerSetting {
        @Override
        public String toString() {
            return "dynamodb:" + table;
        }
    }

    /** Nowhere. */
    record None(Duration retention) implements LedgerSetting {
        @Override
        public String toString() {
            return "none";
        }
    }
}
