package dev.usher.ledger;

import static dev.usher.ledger.Rows.NOW;
import static dev.usher.ledger.Rows.current;
import static dev.usher.ledger.Rows.finished;
import static dev.usher.ledger.Rows.outcomes;
import static dev.usher.ledger.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.usher.flow.Ledger.Written;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoDbLedgerTest extends LedgerContract {
    private final DynamoDbTables tables = DynamoDbTables.shared();
    private final String table = tables.make();
    private final DynamoDbClient client = tables.client(16);
    private DynamoDbLedger ledger;

    @BeforeEach
    void open() {
        ledger = another();
    }

    @AfterEach
    void close() {
        client.close();
        tables.delete(table);
    }

    @Override
    DynamoDbLedger ledger() {
        return ledger;
    }

    @Override
    DynamoDbLedger another() {
        return new DynamoDbLedger(client, table, clock, RETENTION);
    }

    @Override
    void lose() {
        tables.delete(table);
        tables.make(table);
    }

    @Override
    long kept() {
        return rows().size();
    }

    private List<Map<String, AttributeValue>> rows() {
        return tables.items(table).stream()
                .filter(item -> !item.get("id").s().equals("birth"))
                .toList();
    }

    private Map<String, AttributeValue> birth() {
        return tables.items(table).stream()
                .filter(item -> item.get("id").s().equals("birth"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void an_item_holds_what_the_documentation_says_and_nothing_else() {
        ledger.write(row("pool/a", 1));
        ledger.write(finished("pool/b", 1, outcomes().toList().get(0)));
        ledger.write(finished("pool/c", 1, outcomes().toList().get(3)));
        TreeSet<String> attributes = new TreeSet<>();
        rows().forEach(item -> attributes.addAll(item.keySet()));
        assertThat(attributes)
                .containsExactly(
                        "attempts",
                        "begunOnce",
                        "bornLate",
                        "code",
                        "cognitoError",
                        "content",
                        "expiresAt",
                        "former",
                        "gone",
                        "id",
                        "identity",
                        "keyVersion",
                        "leaseUntil",
                        "mark",
                        "message",
                        "messageId",
                        "revision",
                        "since",
                        "status",
                        "sub",
                        "userStatus",
                        "username",
                        "writer");
        assertThat(rows()).allSatisfy(item -> assertThat(item.get("id").s()).startsWith("pool/"));
        assertThat(birth().keySet()).containsExactlyInAnyOrder("id", "birth", "bornAt");
    }

    @Test
    void an_item_says_in_whole_seconds_when_it_may_go_and_the_birth_never_goes() {
        ledger.write(row("a", 1));
        long expiresAt = Long.parseLong(rows().getFirst().get("expiresAt").n());
        assertThat(expiresAt).isEqualTo(NOW.plus(RETENTION).getEpochSecond() + 1);
        assertThat(birth()).doesNotContainKey("expiresAt");
    }

    @Test
    void an_item_that_dynamodb_has_not_deleted_yet_counts_for_nothing() {
        ledger.write(row("a", 1));
        now = NOW.plus(RETENTION).plus(Duration.ofDays(2));
        assertThat(kept()).isEqualTo(1);
        assertThat(current(ledger, "a")).isNull();
        assertThat(ledger.write(row("a", 1))).isEqualTo(new Written.Done());
        assertThat(kept()).isEqualTo(1);
    }

    @Test
    void a_deleted_birth_begins_it_anew_as_well() {
        ledger.write(row("a", 1));
        client.deleteItem(r -> r.tableName(table).key(Map.of("id", AttributeValue.fromS("birth"))));
        now = NOW.plusSeconds(60);
        assertThat(ledger.take(row("a", 2), NOW)).isEqualTo(new Written.Conflict(null));
        assertThat(ledger.remembersSince()).isEqualTo(now);
    }

    @Test
    void two_births_of_one_moment_are_not_the_same() {
        ledger.take(row("a", 1), NOW);
        lose();
        assertThat(ledger.take(row("a", 2), NOW)).isEqualTo(new Written.Conflict(null));
        assertThat(ledger.take(row("a", 1), NOW)).isEqualTo(new Written.Done());
    }

    @Test
    void a_table_is_found_by_its_arn_too() {
        assumeFalse(DynamoDbTables.outside(), "dynalite 4.0.0 takes no ARN");
        String arn = "arn:aws:dynamodb:us-east-1:000000000000:table/" + table;
        ledger.write(row("a", 1));
        assertThat(current(new DynamoDbLedger(client, arn, clock, RETENTION), "a"))
                .isEqualTo(row("a", 1));
    }
}
