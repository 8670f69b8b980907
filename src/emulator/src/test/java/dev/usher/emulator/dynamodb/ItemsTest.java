package dev.usher.emulator.dynamodb;

import static dev.usher.emulator.Aws.refused;
import static dev.usher.emulator.dynamodb.DynamoDbFixture.key;
import static dev.usher.emulator.dynamodb.DynamoDbFixture.number;
import static dev.usher.emulator.dynamodb.DynamoDbFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.emulator.control.Faults.Kind;
import dev.usher.emulator.control.Faults.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Items: their types, keys and sizes. */
class ItemsTest {
    private static DynamoDbFixture db;
    private static String table;

    @BeforeAll
    static void start() {
        db = new DynamoDbFixture();
        table = db.table();
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    /** API_AttributeValue: ten types. */
    @Test
    void every_type_comes_back_as_it_was_put() {
        Map<String, AttributeValue> item =
                Map.of(
                        "id", text("types"),
                        "n", number("-1.5"),
                        "b", AttributeValue.fromB(SdkBytes.fromUtf8String("bytes")),
                        "yes", AttributeValue.fromBool(true),
                        "nothing", AttributeValue.fromNul(true),
                        "ss", AttributeValue.fromSs(List.of("a", "b")),
                        "ns", AttributeValue.fromNs(List.of("1", "2")),
                        "l", AttributeValue.fromL(List.of(text("x"), number("1"))),
                        "m", AttributeValue.fromM(Map.of("inner", text(""))));
        db.put(table, item);
        assertThat(db.item(table, "types")).isEqualTo(item);
    }

    /** API_PutItem: it replaces the whole item. ReturnValues: NONE or ALL_OLD. */
    @Test
    void a_put_replaces_the_whole_item_and_answers_with_the_old_one_if_asked() {
        db.put(table, Map.of("id", text("whole"), "old", text("x")));
        var answer =
                db.client.putItem(r ->
                        r.tableName(table)
                                .item(Map.of("id", text("whole"), "new", text("y")))
                                .returnValues(ReturnValue.ALL_OLD));
        assertThat(answer.attributes()).containsEntry("old", text("x"));
        assertThat(db.item(table, "whole"))
                .isEqualTo(Map.of("id", text("whole"), "new", text("y")));
    }

    /** API_GetItem: without an item the answer has none. */
    @Test
    void an_item_that_is_not_there_is_no_error() {
        assertThat(db.client.getItem(r -> r.tableName(table).key(key("nobody"))).hasItem())
                .isFalse();
        db.client.deleteItem(r -> r.tableName(table).key(key("nobody")));
    }

    @Test
    void a_deleted_item_is_gone() {
        db.put(table, key("deleted"));
        db.client.deleteItem(r -> r.tableName(table).key(key("deleted")));
        assertThat(db.item(table, "deleted")).isEmpty();
    }

    /** API_PutItem, Item: the key must be there, with its type, and not empty. */
    @Test
    void an_item_has_the_key_of_the_table() {
        refused(
                () -> db.put(table, Map.of("name", text("a"))),
                "ValidationException",
                "Missing the key id in the item");
        refused(
                () -> db.put(table, Map.of("id", number("1"))),
                "ValidationException",
                "Type mismatch for key id expected: S actual: N");
        refused(
                () -> db.put(table, key("")),
                "ValidationException",
                "cannot contain an empty string value. Key: id");
    }

    /** API_GetItem, Key: all of the key, and nothing else. */
    @Test
    void a_key_is_the_whole_key_and_nothing_else() {
        for (Map<String, AttributeValue> key :
                List.of(
                        Map.of("name", text("a")),
                        Map.of("id", number("1")),
                        Map.of("id", text("a"), "name", text("a")))) {
            refused(
                    () -> db.client.getItem(r -> r.tableName(table).key(key)),
                    "ValidationException",
                    "The provided key element does not match the schema");
        }
    }

    /** Developer guide, Quotas: a partition key has at most 2048 bytes, an item 400 KB. */
    @Test
    void keys_and_items_have_a_largest_size() {
        db.put(table, key("ä".repeat(1024)));
        refused(
                () -> db.put(table, key("ä".repeat(1024) + "a")),
                "ValidationException",
                "Size of hashkey has exceeded the maximum size limit of2048 bytes");
        String most = "x".repeat(400 * 1024 - "id".length() - "big".length() - "text".length());
        db.put(table, Map.of("id", text("big"), "text", text(most)));
        refused(
                () -> db.put(table, Map.of("id", text("big"), "text", text(most + "x"))),
                "ValidationException",
                "Item size has exceeded the maximum allowed size");
    }

    /** Developer guide, "Data types", Number: 38 digits, up to 9.9E+125. */
    @ParameterizedTest
    @CsvSource({
        "one, The parameter cannot be converted to a numeric value: one",
        "1e126, Number overflow",
        "1e-131, Number underflow",
        "123456789012345678901234567890123456789, more than 38 significant digits",
    })
    void a_number_is_one_that_can_be_stored(String number, String message) {
        refused(
                () -> db.put(table, Map.of("id", text("n"), "n", number(number))),
                "ValidationException",
                message);
    }

    @ParameterizedTest
    @CsvSource({"1.50, 1.5", "007, 7", "1e3, 1000", "-0, 0"})
    void a_number_comes_back_in_its_shortest_form(String number, String stored) {
        db.put(table, Map.of("id", text("short"), "n", number(number)));
        assertThat(db.item(table, "short")).containsEntry("n", number(stored));
    }

    /** API_AttributeValue: exactly one type; sets neither empty nor with duplicates. */
    @Test
    void a_value_has_one_type_and_a_set_has_different_elements() {
        refused(
                () -> value(AttributeValue.builder().build()),
                "ValidationException",
                "must contain exactly one of the supported datatypes");
        refused(
                () -> value(AttributeValue.builder().s("a").n("1").build()),
                "ValidationException",
                "has more than one datatypes set");
        refused(
                () -> value(AttributeValue.fromSs(List.of())),
                "ValidationException",
                "An string set  may not be empty");
        refused(
                () -> value(AttributeValue.fromNs(List.of("1", "1.0"))),
                "ValidationException",
                "Input collection contains duplicates");
        refused(
                () -> value(AttributeValue.fromNul(false)),
                "ValidationException",
                "Null attribute value types must have the value of true");
    }

    private static void value(AttributeValue value) {
        db.put(table, Map.of("id", text("value"), "v", value));
    }

    /** Developer guide, Quotas: nested attributes up to 32 levels. */
    @Test
    void values_are_nested_up_to_32_levels() {
        AttributeValue nested = text("x");
        for (int depth = 0; depth < 31; depth++) {
            nested = AttributeValue.fromL(List.of(nested));
        }
        AttributeValue deepest = nested;
        value(deepest);
        refused(
                () -> value(AttributeValue.fromL(List.of(deepest))),
                "ValidationException",
                "Nesting Levels have exceeded supported limits");
    }

    @Test
    void a_numeric_key_is_the_same_in_every_form() {
        String numbers =
                db.table(request ->
                        request.attributeDefinitions(
                                a -> a.attributeName("id").attributeType(ScalarAttributeType.N)));
        db.put(numbers, Map.of("id", number("1.0")));
        assertThat(
                        db.client
                                .getItem(r -> r.tableName(numbers).key(Map.of("id", number("1"))))
                                .hasItem())
                .isTrue();
    }

    /** API_Scan: pages by Limit, each with the key that the next begins after. */
    @Test
    void a_scan_goes_through_all_items_in_pages() {
        String scanned = db.table();
        for (int i = 0; i < 7; i++) {
            db.put(scanned, key("id-" + i));
        }
        assertThat(db.client.scanPaginator(r -> r.tableName(scanned).limit(3)).items())
                .hasSize(7)
                .doesNotHaveDuplicates();
        var first = db.client.scan(r -> r.tableName(scanned).limit(3));
        assertThat(first.count()).isEqualTo(3);
        assertThat(first.lastEvaluatedKey()).containsOnlyKeys("id");
        assertThat(db.client.scan(r -> r.tableName(scanned).select("COUNT")).count()).isEqualTo(7);
    }

    @Test
    void what_the_emulator_does_not_have_it_says_so() {
        refused(
                () ->
                        db.client.getItem(
                                r -> r.tableName(table).key(key("a")).projectionExpression("id")),
                "ValidationException",
                "This emulator does not have ProjectionExpression");
        refused(
                () -> db.client.scan(r -> r.tableName(table).filterExpression("a = b")),
                "ValidationException",
                "This emulator does not have FilterExpression");
    }

    @Test
    void faults_strike_one_service_s_calls_by_its_name() {
        var faults = db.aws.embedded.faults();
        faults.add(Rule.next("cognito-idp:PutItem", Kind.ERROR_BEFORE, 1));
        faults.add(
                Rule.next("dynamodb:PutItem", Kind.ERROR_AFTER, 1)
                        .withError("ProvisionedThroughputExceededException", 400));
        refused(() -> db.put(table, key("struck")), "ProvisionedThroughputExceededException", "");
        assertThat(db.item(table, "struck")).isNotEmpty();
        faults.set(List.of(Rule.next("dynamodb:*", Kind.ERROR_BEFORE, 1).withError("Any", 400)));
        refused(() -> db.item(table, "struck"), "Any", "");
        faults.clear();
    }
}
