package dev.usher.ledger;

import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The birth of a table: its random name, and since when it remembers.
 *
 * @param at in milliseconds
 */
record LedgerStart(String name, Instant at) {
    /** The key of a row contains a {@code #}. */
    static final String KEY = "birth";

    Map<String, AttributeValue> item() {
        return Map.of(
                "id", AttributeValue.fromS(KEY),
                "birth", AttributeValue.fromS(name),
                "bornAt", DynamoDbItem.number(at.toEpochMilli()));
    }

    /**
     * @throws RuntimeException if the item is not the ledger's
     */
    static LedgerStart of(Map<String, AttributeValue> item) {
        return new LedgerStart(
                DynamoDbItem.required(item, "birth").s(),
                Instant.ofEpochMilli(DynamoDbItem.whole(item, "bornAt")));
    }
}
