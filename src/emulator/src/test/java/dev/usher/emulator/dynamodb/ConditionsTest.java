package dev.usher.emulator.dynamodb;

import static dev.usher.emulator.Aws.refused;
import static dev.usher.emulator.dynamodb.DynamoDbFixture.key;
import static dev.usher.emulator.dynamodb.DynamoDbFixture.number;
import static dev.usher.emulator.dynamodb.DynamoDbFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * Condition expressions (developer guide, "Condition and filter expressions, operators,
 * functions").
 */
class ConditionsTest {
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

    @BeforeEach
    void stored() {
        db.put(
                table,
                Map.of(
                        "id", text("a"),
                        "revision", number("2"),
                        "word", text("mid"),
                        "flag", AttributeValue.fromBool(true)));
    }

    /** Deletes nothing: whether the condition holds for the stored item. */
    private static boolean holds(String condition, String... values) {
        Map<String, AttributeValue> placeholders = new HashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            placeholders.put(
                    values[i],
                    values[i + 1].matches("-?[0-9.]+")
                            ? number(values[i + 1])
                            : text(values[i + 1]));
        }
        try {
            db.put(
                    table,
                    Map.of(
                            "id", text("a"),
                            "revision", number("2"),
                            "word", text("mid"),
                            "flag", AttributeValue.fromBool(true)),
                    condition,
                    placeholders);
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "revision = :v, 2, true",
        "revision = :v, 2.0, true",
        "revision = :v, 3, false",
        "revision = :v, two, false",
        "revision <> :v, 3, true",
        "revision <> :v, two, true",
        "revision < :v, 10, true",
        "revision < :v, 2, false",
        "revision <= :v, 2, true",
        "revision > :v, 1, true",
        "revision >= :v, 3, false",
        "revision < :v, word, false",
        "word < :v, zoo, true",
        "word > :v, Zoo, true",
        ":v = revision, 2, true",
        "absent = :v, 2, false",
        "absent <> :v, 2, true",
        "absent < :v, 2, false",
    })
    void comparisons_are_of_one_type_and_by_value(String condition, String value, boolean holds) {
        assertThat(holds(condition, ":v", value)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "attribute_exists(id), true",
        "attribute_exists(absent), false",
        "attribute_not_exists(absent), true",
        "attribute_not_exists(id), false",
        "NOT attribute_exists(id), false",
        "attribute_exists(id) AND attribute_exists(absent), false",
        "attribute_exists(id) OR attribute_exists(absent), true",
        "attribute_exists(absent) or attribute_exists(id) and attribute_exists(word), true",
        "(attribute_exists(id) OR attribute_exists(word)) AND attribute_exists(absent), false",
        "attribute_exists(id) OR attribute_exists(word) AND attribute_exists(absent), true",
        "NOT attribute_exists(absent) AND attribute_exists(id), true",
    })
    void functions_and_logic(String condition, boolean holds) {
        assertThat(holds(condition)).isEqualTo(holds);
    }

    /** The ledger's own conditions. */
    @Test
    void an_absent_item_has_no_attributes() {
        Map<String, AttributeValue> now = Map.of(":now", number("5"));
        db.put(table, key("new"), "attribute_not_exists(id) OR expiresAt <= :now", now);
        assertThatThrownBy(() ->
                        db.put(table, key("other"), "revision = :now AND expiresAt > :now", now))
                .isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(db.item(table, "other")).isEmpty();
    }

    /** API_PutItem, ReturnValuesOnConditionCheckFailure. */
    @Test
    void a_failed_condition_shows_the_item_only_if_asked() {
        assertThatThrownBy(() -> db.put(table, key("a"), "attribute_not_exists(id)", Map.of()))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(400);
                            assertThat(e.awsErrorDetails().errorMessage())
                                    .isEqualTo("The conditional request failed");
                            assertThat(e.hasItem()).isFalse();
                        });
        assertThatThrownBy(() ->
                        db.client.putItem(r ->
                                r.tableName(table)
                                        .item(key("a"))
                                        .conditionExpression("attribute_not_exists(id)")
                                        .returnValuesOnConditionCheckFailure(
                                                ReturnValuesOnConditionCheckFailure.ALL_OLD)))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        e -> assertThat(e.item()).isEqualTo(db.item(table, "a")));
    }

    @Test
    void a_delete_takes_conditions_too() {
        assertThatThrownBy(() ->
                        db.client.deleteItem(r ->
                                r.tableName(table)
                                        .key(key("a"))
                                        .conditionExpression("attribute_not_exists(id)")))
                .isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(db.item(table, "a")).isNotEmpty();
    }

    /** Developer guide, "Working with items": conditional writes of one item are one at a time. */
    @Test
    void of_many_conditional_writes_at_once_one_prevails() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> write =
                    () -> {
                        try {
                            db.put(table, key("contested"), "attribute_not_exists(id)", Map.of());
                            return true;
                        } catch (ConditionalCheckFailedException e) {
                            return false;
                        }
                    };
            List<Future<Boolean>> all =
                    threads.invokeAll(IntStream.range(0, 32).mapToObj(i -> write).toList());
            int prevailed = 0;
            for (Future<Boolean> each : all) {
                prevailed += each.get() ? 1 : 0;
            }
            assertThat(prevailed).isEqualTo(1);
        }
    }

    private static void put(
            String condition, Map<String, String> names, Map<String, AttributeValue> values) {
        db.client.putItem(r -> {
            r.tableName(table).item(key("a")).conditionExpression(condition);
            if (!names.isEmpty()) {
                r.expressionAttributeNames(names);
            }
            if (!values.isEmpty()) {
                r.expressionAttributeValues(values);
            }
        });
    }

    /** Developer guide, "Reserved words" and "Expression attribute names". */
    @ParameterizedTest
    @ValueSource(strings = {"status", "Name", "TTL", "timestamp"})
    void a_reserved_word_needs_a_placeholder(String word) {
        refused(
                () -> put("attribute_not_exists(" + word + ")", Map.of(), Map.of()),
                "ValidationException",
                "Invalid ConditionExpression: Attribute name is a reserved keyword; reserved"
                        + " keyword: "
                        + word);
        put("attribute_not_exists(#w)", Map.of("#w", word), Map.of());
    }

    @Test
    void every_placeholder_is_defined_and_used() {
        refused(
                () -> put("id = :v", Map.of(), Map.of()),
                "ValidationException",
                "An expression attribute value used in expression is not defined; attribute value:"
                        + " :v");
        refused(
                () -> put("attribute_exists(#n)", Map.of(), Map.of()),
                "ValidationException",
                "An expression attribute name used in the document path is not defined; attribute"
                        + " name: #n");
        refused(
                () -> put("attribute_exists(id)", Map.of(), Map.of(":v", text("a"))),
                "ValidationException",
                "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}");
        refused(
                () -> put("attribute_exists(id)", Map.of("#n", "id"), Map.of()),
                "ValidationException",
                "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}");
        refused(
                () -> put("id = :v", Map.of(), Map.of("v", text("a"))),
                "ValidationException",
                "ExpressionAttributeValues contains invalid key");
        refused(
                () ->
                        db.client.putItem(r ->
                                r.tableName(table)
                                        .item(key("a"))
                                        .expressionAttributeValues(Map.of(":v", text("a")))),
                "ValidationException",
                "ExpressionAttributeValues can only be specified when using expressions");
    }

    @ParameterizedTest
    @CsvSource({
        "id, Syntax error",
        "id =, Syntax error",
        "id == :v, Syntax error",
        "(id = :v, Syntax error",
        "id = :v extra, Syntax error",
        "'id = ''a''', Syntax error",
        "made_up(id), Invalid function name; function: made_up",
        "attribute_exists(:v), requires a document path",
        "id = id, The first operand must be distinct",
        "flag < :flag, 'Incorrect operand type for operator or function; operator: <, operand type: BOOL'",
    })
    void what_the_grammar_does_not_have_is_refused(String condition, String message) {
        refused(
                () ->
                        put(
                                condition,
                                Map.of(),
                                condition.contains(":flag")
                                        ? Map.of(":flag", AttributeValue.fromBool(true))
                                        : condition.contains(":v")
                                                ? Map.of(":v", text("a"))
                                                : Map.of()),
                "ValidationException",
                message);
    }

    @ParameterizedTest
    @CsvSource({
        "'begins_with(id, :v)', the function begins_with",
        "size(id) > :v, the function size",
        "id BETWEEN :v AND :v, BETWEEN",
        "id IN (:v), IN",
        "map.member = :v, paths into maps and lists",
        "list[0] = :v, paths into maps and lists",
    })
    void the_rest_of_dynamodb_s_grammar_is_named(String condition, String message) {
        refused(
                () -> put(condition, Map.of(), Map.of(":v", text("a"))),
                "ValidationException",
                "Invalid ConditionExpression: This emulator does not have " + message);
    }
}
