package dev.usher.emulator.dynamodb;

import dev.usher.emulator.Aws;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** An embedded AWS with the SDK's DynamoDB client, and the calls that tests repeat. */
final class DynamoDbFixture implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();

    final Aws aws = new Aws();
    final DynamoDbClient client = Aws.point(DynamoDbClient.builder(), aws.embedded.endpoint());

    static String name() {
        return "table-" + NAMES.incrementAndGet();
    }

    /** A table as README says. */
    String table() {
        return table(request -> {});
    }

    String table(Consumer<CreateTableRequest.Builder> change) {
        return client.createTable(
                        request -> {
                            request.tableName(name())
                                    .billingMode(BillingMode.PAY_PER_REQUEST)
                                    .attributeDefinitions(a ->
                                            a.attributeName("id")
                                                    .attributeType(ScalarAttributeType.S))
                                    .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH));
                            change.accept(request);
                        })
                .tableDescription()
                .tableName();
    }

    static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue number(String number) {
        return AttributeValue.fromN(number);
    }

    static Map<String, AttributeValue> key(String id) {
        return Map.of("id", text(id));
    }

    void put(String table, Map<String, AttributeValue> item) {
        client.putItem(r -> r.tableName(table).item(item));
    }

    void put(
            String table,
            Map<String, AttributeValue> item,
            String condition,
            Map<String, AttributeValue> values) {
        PutItemRequest.Builder request =
                PutItemRequest.builder().tableName(table).item(item).conditionExpression(condition);
        if (!values.isEmpty()) {
            request.expressionAttributeValues(values);
        }
        client.putItem(request.build());
    }

    Map<String, AttributeValue> item(String table, String id) {
        return client.getItem(r -> r.tableName(table).key(key(id)).consistentRead(true)).item();
    }

    @Override
    public void close() {
        client.close();
        aws.close();
    }
}
