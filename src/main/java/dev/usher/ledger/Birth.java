package dev.usher.ledger;

import dev.usher.flow.OperatorFault;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * When a table began to remember, under a name that no other table has.
 *
 * @param at in milliseconds
 */
record Birth(String name, Instant at) {
    /** The keys of rows have a {@code #} in them. */
    static final String KEY = "birth";

    Map<String, AttributeValue> item() {
        return Map.of(
                "id", AttributeValue.fromS(KEY),
                "birth", AttributeValue.fromS(name),
                "bornAt", DynamoDbItem.number(at.toEpochMilli()));
    }

    static Birth of(Map<String, AttributeValue> item) {
        AttributeValue name = item.get("birth");
        AttributeValue at = item.get("bornAt");
        if (name == null || name.s() == null || at == null || at.n() == null) {
            throw new OperatorFault(
                    "the item 'birth' in the ledger's table is not the ledger's; give it a table of its own");
        }
        return new Birth(name.s(), Instant.ofEpochMilli(Long.parseLong(at.n())));
    }
}
