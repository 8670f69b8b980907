package dev.usher.ledger;

import dev.usher.flow.Ledger;
import dev.usher.flow.MemoryLedger;

/** The fake that other tests rest on keeps the contract as well. */
class MemoryLedgerTest extends LedgerContract {
    private final MemoryLedger ledger = new MemoryLedger();

    @Override
    Ledger ledger() {
        return ledger;
    }
}
