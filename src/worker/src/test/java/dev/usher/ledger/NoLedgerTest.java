package dev.usher.ledger;

import static dev.usher.ledger.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.flow.Ledger;
import dev.usher.flow.Ledger.Written;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NoLedgerTest {
    private final Ledger ledger = new NoLedger();

    @Test
    void every_write_goes_well_and_is_forgotten() {
        for (long revision : new long[] {1, 1, 2, 7}) {
            assertThat(ledger.write(row("a", revision))).isEqualTo(new Written.Done());
            assertThat(ledger.take(row("a", revision), ledger.remembersSince()))
                    .isEqualTo(new Written.Done());
        }
    }

    @Test
    void whatever_was_sent_may_have_been_begun() {
        assertThat(ledger.remembers()).isFalse();
        assertThat(ledger.remembersSince()).isEqualTo(Instant.MAX);
    }

    @Test
    void it_is_always_within_reach() {
        assertThat(ledger.reachable()).isTrue();
        ledger.close();
        assertThat(ledger.reachable()).isTrue();
    }
}
