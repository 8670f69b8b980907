/** The ledgers that fence the attempts at one id: SQLite, DynamoDB, and none. */
@NullMarked
package dev.usher.ledger;

import org.jspecify.annotations.NullMarked;
