package dev.usher.ledger;

import dev.usher.flow.OperatorFault;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** A table, in the two calls that the ledger makes. Every fault is one for the operator to fix. */
final class DynamoDbTable {
    private final DynamoDbClient client;
    private final String name;

    /**
     * @param name or ARN
     */
    DynamoDbTable(DynamoDbClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** What became of a put. */
    sealed interface Put {
        record Done() implements Put {}

        /**
         * The condition was false.
         *
         * @param current the item that is stored, without attributes if there is none
         */
        record Refused(Map<String, AttributeValue> current) implements Put {}
    }

    String name() {
        return name;
    }

    /**
     * Puts the item in place of the stored one, if the condition is true.
     *
     * @param values of the condition's placeholders
     */
    Put put(
            Map<String, AttributeValue> item,
            String condition,
            Map<String, AttributeValue> values) {
        PutItemRequest.Builder request =
                PutItemRequest.builder()
                        .tableName(name)
                        .item(item)
                        .conditionExpression(condition)
                        .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD);
        if (!values.isEmpty()) {
            request.expressionAttributeValues(values);
        }
        try {
            client.putItem(request.build());
            return new Put.Done();
        } catch (ConditionalCheckFailedException e) {
            return new Put.Refused(e.item());
        } catch (RuntimeException e) {
            throw outOfReach(e);
        }
    }

    /** The item as it is now, without attributes if there is none. */
    Map<String, AttributeValue> item(String id) {
        GetItemRequest request =
                GetItemRequest.builder()
                        .tableName(name)
                        .key(Map.of("id", AttributeValue.fromS(id)))
                        .consistentRead(true)
                        .build();
        try {
            return client.getItem(request).item();
        } catch (RuntimeException e) {
            throw outOfReach(e);
        }
    }

    /** Reads an item. */
    <T extends @Nullable Object> T read(
            Map<String, AttributeValue> item, Function<Map<String, AttributeValue>, T> reading) {
        try {
            return reading.apply(item);
        } catch (RuntimeException e) {
            throw new OperatorFault(
                    "an item of the ledger dynamodb:%s can't be read (%s); give it a table of its own, and check that no newer version of the worker writes to it"
                            .formatted(name, e.getClass().getSimpleName()));
        }
    }

    /** The exception's own message may quote what was sent. */
    private OperatorFault outOfReach(RuntimeException e) {
        LedgerUnreachable reason = LedgerUnreachable.of(e);
        return new OperatorFault(
                "the ledger dynamodb:%s is out of reach (%s); %s"
                        .formatted(name, reason.code(), reason.fix(name)));
    }
}
