package dev.usher.emulator.dynamodb;

import dev.usher.emulator.dynamodb.ConditionExpression.And;
import dev.usher.emulator.dynamodb.ConditionExpression.Comparison;
import dev.usher.emulator.dynamodb.ConditionExpression.Exists;
import dev.usher.emulator.dynamodb.ConditionExpression.Not;
import dev.usher.emulator.dynamodb.ConditionExpression.Operand;
import dev.usher.emulator.dynamodb.ConditionExpression.Or;
import dev.usher.emulator.protocol.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Parses condition expressions: OR, AND, NOT, parentheses, the six comparisons, attribute_exists
 * and attribute_not_exists. It refuses the rest of the grammar: BETWEEN, IN, the other functions,
 * and paths into maps and lists.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html#Expressions.OperatorsAndFunctions.Syntax">Syntax
 *     for filter and condition expressions</a>
 */
final class ConditionParser {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*([A-Za-z][A-Za-z0-9_]*|[#:][A-Za-z0-9_]+|<>|<=|>=|[0-9]+|[=<>().,\\[\\]]|$)");
    private static final Set<String> COMPARATORS = Set.of("=", "<>", "<", "<=", ">", ">=");
    private static final Set<String> UNSUPPORTED_FUNCTIONS =
            Set.of("attribute_type", "begins_with", "contains", "size");

    private final List<String> tokens = new ArrayList<>();
    private final ExpressionPlaceholders placeholders;
    private int next;

    ConditionParser(String text, ExpressionPlaceholders placeholders) {
        this.placeholders = placeholders;
        if (text.isBlank()) {
            throw invalid("The expression can not be empty;");
        }
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw syntax(text.substring(at, at + 1));
            }
            tokens.add(matcher.group(1));
            at = matcher.end();
        }
        tokens.add("");
    }

    /**
     * @throws AwsError ValidationException
     */
    ConditionExpression parse() {
        ConditionExpression expression = or();
        if (!peek().isEmpty()) {
            throw syntax(peek());
        }
        return expression;
    }

    private ConditionExpression or() {
        ConditionExpression left = and();
        while (keyword("OR")) {
            left = new Or(left, and());
        }
        return left;
    }

    private ConditionExpression and() {
        ConditionExpression left = not();
        while (keyword("AND")) {
            left = new And(left, not());
        }
        return left;
    }

    private ConditionExpression not() {
        return keyword("NOT") ? new Not(not()) : single();
    }

    private ConditionExpression single() {
        if (taken("(")) {
            ConditionExpression inner = or();
            expect(")");
            return inner;
        }
        if (tokens.get(Math.min(next + 1, tokens.size() - 1)).equals("(")) {
            return function(take());
        }
        Operand left = operand();
        String operator = take();
        if (!COMPARATORS.contains(operator)) {
            throw operator.equalsIgnoreCase("BETWEEN") || operator.equalsIgnoreCase("IN")
                    ? unsupported(operator.toUpperCase(Locale.ROOT))
                    : syntax(operator);
        }
        Operand right = operand();
        if (left.equals(right)) {
            throw invalid(
                    "The first operand must be distinct from the remaining operands for this"
                            + " operator or function; operator: "
                            + operator);
        }
        if (!operator.equals("=") && !operator.equals("<>")) {
            requireOrdered(left, operator);
            requireOrdered(right, operator);
        }
        return new Comparison(left, operator, right);
    }

    private static void requireOrdered(Operand operand, String operator) {
        if (operand instanceof Operand.Value(JsonNode value) && !ItemValue.ordered(value)) {
            throw invalid(
                    "Incorrect operand type for operator or function; operator: %s, operand type: %s"
                            .formatted(operator, ItemValue.type(value)));
        }
    }

    private ConditionExpression function(String name) {
        if (UNSUPPORTED_FUNCTIONS.contains(name)) {
            throw unsupported("the function " + name);
        }
        boolean exists = name.equals("attribute_exists");
        if (!exists && !name.equals("attribute_not_exists")) {
            throw invalid("Invalid function name; function: " + name);
        }
        expect("(");
        Operand operand = operand();
        expect(")");
        if (operand instanceof Operand.Attribute(String attribute)) {
            return new Exists(attribute, exists);
        }
        throw invalid(
                "Operator or function requires a document path; operator or function: " + name);
    }

    private Operand operand() {
        String token = take();
        if (token.startsWith(":")) {
            return new Operand.Value(placeholders.value(token));
        }
        if (!token.startsWith("#") && (token.isEmpty() || !Character.isLetter(token.charAt(0)))) {
            throw syntax(token);
        }
        if (peek().equals(".") || peek().equals("[")) {
            throw unsupported("paths into maps and lists");
        }
        return new Operand.Attribute(placeholders.attribute(token));
    }

    private String peek() {
        return tokens.get(next);
    }

    private String take() {
        String token = peek();
        next = Math.min(next + 1, tokens.size() - 1);
        return token;
    }

    private boolean taken(String token) {
        boolean there = peek().equals(token);
        if (there) {
            take();
        }
        return there;
    }

    private boolean keyword(String word) {
        return peek().equalsIgnoreCase(word) && taken(peek());
    }

    private void expect(String token) {
        if (!taken(token)) {
            throw syntax(peek());
        }
    }

    private static AwsError syntax(String token) {
        return invalid("Syntax error; token: " + (token.isEmpty() ? "<EOF>" : "\"" + token + "\""));
    }

    private static AwsError unsupported(String what) {
        return invalid("This emulator does not have " + what + ".");
    }

    static AwsError invalid(String why) {
        return Refusals.validation("Invalid ConditionExpression: " + why);
    }
}
