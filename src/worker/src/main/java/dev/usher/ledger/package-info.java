/** The ledgers that fence the walks of one id: SQLite, and one in memory for tests. */
@NullMarked
package dev.usher.ledger;

import org.jspecify.annotations.NullMarked;
