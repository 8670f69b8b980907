package dev.usher.ledger;

import dev.usher.flow.Ledger;
import dev.usher.flow.MemoryLedger;

/** The fake that other tests rest on keeps the contract as well. */
class MemoryLedgerTest extends LedgerContract {
    private final MemoryLedger ledger = new MemoryLedger(clock, RETENTION);

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Override
    Ledger another() {
        return ledger;
    }

    @Override
    void lose() {
        ledger.lose();
    }

    @Override
    long kept() {
        return ledger.kept();
    }
}
