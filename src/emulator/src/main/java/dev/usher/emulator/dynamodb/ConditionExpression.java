package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.OperationInput;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A condition on one item.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html">Condition
 *     and filter expressions</a>
 */
sealed interface ConditionExpression {
    boolean holds(ObjectNode item);

    /** What a request's ConditionExpression asks for; without one every item will do. */
    static ConditionExpression read(OperationInput in) {
        ExpressionPlaceholders placeholders = ExpressionPlaceholders.read(in);
        if (!in.has("ConditionExpression")) {
            placeholders.requireNone();
            return new Always();
        }
        String text = in.text("ConditionExpression", ExpressionPlaceholders.EXPRESSION);
        ConditionExpression expression = new ConditionParser(text, placeholders).parse();
        placeholders.requireAllUsed();
        return expression;
    }

    record Always() implements ConditionExpression {
        @Override
        public boolean holds(ObjectNode item) {
            return true;
        }
    }

    record Or(ConditionExpression left, ConditionExpression right) implements ConditionExpression {
        @Override
        public boolean holds(ObjectNode item) {
            return left.holds(item) || right.holds(item);
        }
    }

    record And(ConditionExpression left, ConditionExpression right) implements ConditionExpression {
        @Override
        public boolean holds(ObjectNode item) {
            return left.holds(item) && right.holds(item);
        }
    }

    record Not(ConditionExpression negated) implements ConditionExpression {
        @Override
        public boolean holds(ObjectNode item) {
            return !negated.holds(item);
        }
    }

    /** attribute_exists, or attribute_not_exists. */
    record Exists(String attribute, boolean wanted) implements ConditionExpression {
        @Override
        public boolean holds(ObjectNode item) {
            return item.has(attribute) == wanted;
        }
    }

    /** An attribute or a value. */
    sealed interface Operand {
        @Nullable JsonNode of(ObjectNode item);

        record Attribute(String name) implements Operand {
            @Override
            public @Nullable JsonNode of(ObjectNode item) {
                return item.get(name);
            }
        }

        record Value(JsonNode value) implements Operand {
            @Override
            public JsonNode of(ObjectNode item) {
                return value;
            }
        }
    }

    /**
     * A comparison. Values of different types are not equal and have no order.
     *
     * @param operator one of {@code = <> < <= > >=}
     */
    record Comparison(Operand left, String operator, Operand right) implements ConditionExpression {
        @Override
        public boolean holds(ObjectNode item) {
            JsonNode one = left.of(item);
            JsonNode other = right.of(item);
            if (operator.equals("=")) {
                return one != null && one.equals(other);
            }
            if (operator.equals("<>")) {
                return one == null || !one.equals(other);
            }
            if (one == null
                    || other == null
                    || !ItemValue.type(one).equals(ItemValue.type(other))
                    || !ItemValue.ordered(one)) {
                return false;
            }
            int order = ItemValue.compare(one, other);
            return switch (operator) {
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
    }
}
