package dev.usher.ledger;

import dev.usher.flow.OperatorFault;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Tries the two calls that the ledger makes on a DynamoDB table, without an effect: the put is
 * conditional on an item that nobody has.
 */
public final class TableProbe {
    private final DynamoDbTable table;

    /**
     * @param table name or ARN
     */
    public TableProbe(DynamoDbClient client, String table) {
        this.table = new DynamoDbTable(client, table);
    }

    /**
     * PutItem.
     *
     * @throws OperatorFault saying what is wrong, and the mend
     */
    public void write() {
        // Refused, whatever stands in the table: no id is called so.
        var _ =
                table.put(
                        Map.of("id", AttributeValue.fromS("doctor-" + UUID.randomUUID())),
                        "attribute_exists(id)",
                        Map.of());
    }

    /**
     * GetItem.
     *
     * @return whether the table has been a ledger before
     * @throws OperatorFault saying what is wrong, and the mend
     */
    public boolean read() {
        Map<String, AttributeValue> item = table.item(LedgerStart.KEY);
        return !item.isEmpty() && table.read(item, LedgerStart::of) != null;
    }
}
