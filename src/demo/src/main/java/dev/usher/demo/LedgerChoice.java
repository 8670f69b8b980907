package dev.usher.demo;

import java.nio.file.Path;

/** Which ledger the worker has. */
enum LedgerChoice {
    sqlite,
    dynamodb,
    none;

    /**
     * USHER_LEDGER.
     *
     * @param file of SQLite
     */
    String setting(Path file) {
        return switch (this) {
            case sqlite -> "sqlite:" + file;
            case dynamodb -> "dynamodb:" + LocalAccount.LEDGER_TABLE;
            case none -> "none";
        };
    }
}
