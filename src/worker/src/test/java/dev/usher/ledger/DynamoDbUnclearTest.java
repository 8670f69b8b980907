package dev.usher.ledger;

import static dev.usher.ledger.Rows.NOW;
import static dev.usher.ledger.Rows.current;
import static dev.usher.ledger.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.flow.Ledger.Written;
import dev.usher.flow.OperatorFault;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Writes whose answers are lost after their effect. */
class DynamoDbUnclearTest {
    private final DynamoDbTables tables = DynamoDbTables.shared();
    private final String table = tables.make();
    private final LossyWire wire = new LossyWire(tables.endpoint());
    private final DynamoDbClient client = DynamoDbTables.client(wire.endpoint(), 2);
    private final DynamoDbLedger ledger = open(client);

    private DynamoDbLedger open(DynamoDbClient by) {
        return new DynamoDbLedger(by, table, () -> NOW, Duration.ofDays(30));
    }

    @AfterEach
    void close() {
        client.close();
        wire.close();
        tables.delete(table);
    }

    @Test
    void a_write_that_the_sdk_makes_twice_is_not_taken_for_another_walk_s() {
        for (int lost = 1; lost <= 2; lost++) {
            String id = "a" + lost;
            for (int revision = 1; revision <= 3; revision++) {
                int before = wire.puts();
                wire.lose(lost, () -> {});
                assertThat(ledger.take(row(id, revision), NOW)).isEqualTo(new Written.Done());
                assertThat(wire.puts()).isEqualTo(before + lost + 1);
            }
            assertThat(ledger.write(row(id, 4))).isEqualTo(new Written.Done());
            assertThat(current(ledger, id)).isEqualTo(row(id, 4));
        }
    }

    /** Of two deliveries in one millisecond the rows are the same, and yet one has the claim. */
    @Test
    void an_equal_row_of_another_walk_is_another_walk_s() {
        try (DynamoDbClient clear = tables.client(1)) {
            DynamoDbLedger other = open(clear);
            assertThat(other.take(row("a", 1), NOW)).isEqualTo(new Written.Done());
            assertThat(ledger.take(row("a", 1), NOW)).isEqualTo(new Written.Conflict(row("a", 1)));
            wire.lose(2, () -> {});
            assertThat(ledger.take(row("a", 1), NOW)).isEqualTo(new Written.Conflict(row("a", 1)));
        }
    }

    @Test
    void what_another_walk_wrote_upon_it_before_the_second_try_is_a_conflict() {
        try (DynamoDbClient clear = tables.client(1)) {
            DynamoDbLedger other = open(clear);
            wire.lose(1, () -> other.take(row("a", 2), NOW));
            assertThat(ledger.take(row("a", 1), NOW)).isEqualTo(new Written.Conflict(row("a", 2)));
        }
    }

    @Test
    void a_write_whose_answer_never_comes_is_the_operators_fault_and_stands_there() {
        wire.lose(Integer.MAX_VALUE, () -> {});
        assertThatThrownBy(() -> ledger.take(row("a", 1), NOW)).isInstanceOf(OperatorFault.class);
        wire.lose(0, () -> {});
        assertThat(current(ledger, "a")).isEqualTo(row("a", 1));
    }

    @Test
    void a_birth_whose_answer_was_lost_is_one_birth() {
        tables.delete(table);
        tables.make(table);
        wire.lose(2, () -> {});
        DynamoDbLedger anew = open(client);
        assertThat(anew.take(row("a", 1), NOW)).isEqualTo(new Written.Done());
        try (DynamoDbClient clear = tables.client(1)) {
            assertThat(current(open(clear), "a")).isEqualTo(row("a", 1));
        }
    }
}
