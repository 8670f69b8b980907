package dev.usher.ledger;

import dev.usher.flow.OperatorFault;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Tries the two calls that the ledger makes on a DynamoDB table, without an effect: the put is
 * conditional on an item that does not exist.
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
     * @throws OperatorFault with the fault and its fix
     */
    public void write() {
        // Always refused: no row has such a key.
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
     * @throws OperatorFault with the fault and its fix
     */
    public boolean read() {
        Map<String, AttributeValue> item = table.item(LedgerStart.KEY);
        return !item.isEmpty() && table.read(item, LedgerStart::of) != null;
    }
}
