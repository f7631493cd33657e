package dev.trellis.engine.dmn;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.camunda.feel.syntaxtree.ArithmeticNegation;
import org.camunda.feel.syntaxtree.AtLeastOne;
import org.camunda.feel.syntaxtree.ClosedConstRangeBoundary;
import org.camunda.feel.syntaxtree.ConstBool;
import org.camunda.feel.syntaxtree.ConstDate;
import org.camunda.feel.syntaxtree.ConstInputValue$;
import org.camunda.feel.syntaxtree.ConstList;
import org.camunda.feel.syntaxtree.ConstNull$;
import org.camunda.feel.syntaxtree.ConstNumber;
import org.camunda.feel.syntaxtree.ConstRangeBoundary;
import org.camunda.feel.syntaxtree.ConstString;
import org.camunda.feel.syntaxtree.Exp;
import org.camunda.feel.syntaxtree.FunctionInvocation;
import org.camunda.feel.syntaxtree.InputEqualTo;
import org.camunda.feel.syntaxtree.InputGreaterOrEqual;
import org.camunda.feel.syntaxtree.InputGreaterThan;
import org.camunda.feel.syntaxtree.InputInRange;
import org.camunda.feel.syntaxtree.InputLessOrEqual;
import org.camunda.feel.syntaxtree.InputLessThan;
import org.camunda.feel.syntaxtree.Not;
import org.camunda.feel.syntaxtree.PositionalFunctionParameters;
import org.camunda.feel.syntaxtree.UnaryTestExpression;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A cell's condition as plain Java. It is made from FEEL's own syntax tree, so there is one parser, and answers in
 * FEEL's three values.
 */
@FunctionalInterface
interface CompiledTest {

    int FALSE = 0;
    int TRUE = 1;
    /** FEEL's null: what a comparison of different kinds gives. */
    int UNKNOWN = 2;
    /** The input is of a kind that only FEEL itself knows how to compare. */
    int ASK_FEEL = 3;

    int test(@Nullable Object input);

    /** The condition in plain Java; null where the cell says more than this class understands. */
    static @Nullable CompiledTest of(Exp expression) {
        return switch (expression) {
            case ConstBool constant -> always(constant.value());
            case UnaryTestExpression test -> equalTo(test.exp());
            case InputEqualTo test -> equality(literal(test.x()));
            case InputLessThan test -> comparison(literal(test.x()), order -> order < 0);
            case InputLessOrEqual test -> comparison(literal(test.x()), order -> order <= 0);
            case InputGreaterThan test -> comparison(literal(test.x()), order -> order > 0);
            case InputGreaterOrEqual test -> comparison(literal(test.x()), order -> order >= 0);
            case InputInRange test -> range(test.range().start(), test.range().end());
            case AtLeastOne tests -> any(tests);
            case Not negation -> not(of(negation.x()));
            default -> null;
        };
    }

    /** The value a literal stands for; {@link Literal#NONE} where the expression is none. */
    static Literal literal(Exp expression) {
        return switch (expression) {
            case ConstString text -> new Literal(text.value(), true);
            case ConstNumber number -> new Literal(number.value().bigDecimal(), true);
            case ConstBool bool -> new Literal(bool.value(), true);
            case ConstDate date -> new Literal(date.value(), true);
            case ConstNull$ nothing -> new Literal(null, true);
            case ArithmeticNegation negation
            when negation.x() instanceof ConstNumber number ->
                new Literal(number.value().bigDecimal().negate(), true);
            default -> Literal.NONE;
        };
    }

    /** Whether the expression is a value written out: a literal, or a list of them. */
    static boolean isConstant(Exp expression) {
        return expression instanceof ConstList list
                ? CollectionConverters.asJava(list.items()).stream().allMatch(CompiledTest::isConstant)
                : literal(expression).present();
    }

    /** Adds the values a cell lists one by one. */
    static void collectValues(Exp expression, Set<Object> values) {
        switch (expression) {
            case UnaryTestExpression test -> addValue(literal(test.exp()), values);
            case InputEqualTo test -> addValue(literal(test.x()), values);
            case AtLeastOne tests ->
                CollectionConverters.asJava(tests.xs()).forEach(test -> collectValues(test, values));
            default -> {}
        }
    }

    private static void addValue(Literal literal, Set<Object> values) {
        var value = literal.value();
        if (value != null) {
            values.add(value);
        }
    }

    record Literal(@Nullable Object value, boolean present) {
        static final Literal NONE = new Literal(null, false);
    }

    private static CompiledTest always(boolean answer) {
        int result = answer ? TRUE : FALSE;
        return input -> result;
    }

    // A boolean alone in a cell compares; inside not(…) FEEL takes it for the test's answer.
    private static @Nullable CompiledTest equalTo(Exp expression) {
        return switch (expression) {
            case ConstBool bool -> null;
            case FunctionInvocation function -> textTest(function);
            default -> equality(literal(expression));
        };
    }

    private static @Nullable CompiledTest textTest(FunctionInvocation function) {
        if (!(function.params() instanceof PositionalFunctionParameters positional)
                || positional.params().size() != 2
                || !(positional.params().head() instanceof ConstInputValue$)
                || !(positional.params().apply(1) instanceof ConstString part)) {
            return null;
        }
        var text = part.value();
        return switch (function.function()) {
            case "contains" -> input -> input instanceof String value ? bool(value.contains(text)) : other(input);
            case "starts with" -> input -> input instanceof String value ? bool(value.startsWith(text)) : other(input);
            case "ends with" -> input -> input instanceof String value ? bool(value.endsWith(text)) : other(input);
            default -> null;
        };
    }

    private static @Nullable CompiledTest equality(Literal literal) {
        if (!literal.present()) {
            return null;
        }
        return switch (literal.value()) {
            case null -> input -> input == null ? TRUE : FALSE;
            case String text ->
                input ->
                        input == null ? FALSE : input instanceof String value ? bool(text.equals(value)) : other(input);
            case Boolean bool ->
                input -> input == null
                        ? FALSE
                        : input instanceof Boolean value ? bool(bool.equals(value)) : other(input);
            case BigDecimal number -> {
                var compare = new NumberOrder(number);
                yield input ->
                        input == null ? FALSE : compare.knows(input) ? bool(compare.order(input) == 0) : other(input);
            }
            case LocalDate date ->
                input -> input == null
                        ? FALSE
                        : input instanceof LocalDate value ? bool(date.equals(value)) : other(input);
            default -> null;
        };
    }

    private static @Nullable CompiledTest comparison(Literal literal, OrderTest order) {
        return switch (literal.value()) {
            case BigDecimal number -> {
                var compare = new NumberOrder(number);
                yield input ->
                        input != null && compare.knows(input) ? bool(order.holds(compare.order(input))) : other(input);
            }
            case LocalDate date ->
                input -> input instanceof LocalDate value ? bool(order.holds(value.compareTo(date))) : other(input);
            case null, default -> null;
        };
    }

    private static @Nullable CompiledTest range(ConstRangeBoundary start, ConstRangeBoundary end) {
        var from = comparison(
                literal(start.value()),
                start instanceof ClosedConstRangeBoundary ? order -> order >= 0 : order -> order > 0);
        var to = comparison(
                literal(end.value()),
                end instanceof ClosedConstRangeBoundary ? order -> order <= 0 : order -> order < 0);
        if (from == null
                || to == null
                || !sameKind(
                        literal(start.value()).value(), literal(end.value()).value())) {
            return null;
        }
        return input -> {
            int answer = from.test(input);
            return answer == TRUE ? to.test(input) : answer;
        };
    }

    private static boolean sameKind(@Nullable Object one, @Nullable Object other) {
        return one != null && other != null && one.getClass() == other.getClass();
    }

    private static @Nullable CompiledTest any(AtLeastOne alternatives) {
        List<CompiledTest> tests = new ArrayList<>();
        for (var each : CollectionConverters.asJava(alternatives.xs())) {
            var test = of(each);
            if (test == null) {
                return null;
            }
            tests.add(test);
        }
        var all = tests.toArray(CompiledTest[]::new);
        return input -> {
            int result = FALSE;
            for (var test : all) {
                int answer = test.test(input);
                if (answer == TRUE || answer == ASK_FEEL) {
                    return answer;
                }
                result = answer == UNKNOWN ? UNKNOWN : result;
            }
            return result;
        };
    }

    private static @Nullable CompiledTest not(@Nullable CompiledTest test) {
        if (test == null) {
            return null;
        }
        return input -> switch (test.test(input)) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
            default -> ASK_FEEL;
        };
    }

    private static int bool(boolean answer) {
        return answer ? TRUE : FALSE;
    }

    // Values of a kind we know, but not the literal's, compare to null in FEEL.
    private static int other(@Nullable Object input) {
        return switch (input) {
            case null -> UNKNOWN;
            case String text -> UNKNOWN;
            case Boolean bool -> UNKNOWN;
            case LocalDate date -> UNKNOWN;
            case Number number when NumberOrder.isPlain(number) -> UNKNOWN;
            default -> ASK_FEEL;
        };
    }

    /** Which sides of a comparison count as a match. */
    @FunctionalInterface
    interface OrderTest {
        boolean holds(int order);
    }

    /** Compares inputs with one number, without allocating where the common types allow. */
    final class NumberOrder {

        private final BigDecimal number;
        private final boolean whole;
        private final long value;

        NumberOrder(BigDecimal number) {
            this.number = number;
            this.whole = number.stripTrailingZeros().scale() <= 0
                    && number.abs().compareTo(BigDecimal.valueOf(1L << 52)) < 0;
            this.value = whole ? number.longValueExact() : 0;
        }

        static boolean isPlain(Number input) {
            return input instanceof Integer
                    || input instanceof Long
                    || (input instanceof Double && Double.isFinite(input.doubleValue()))
                    || input instanceof BigDecimal;
        }

        boolean knows(@Nullable Object input) {
            return input instanceof Number plain && isPlain(plain);
        }

        /** The input's place relative to the number: before, at, after. Only for inputs it {@link #knows}. */
        int order(Object input) {
            return switch (input) {
                case Integer integer when whole -> Long.compare(integer, value);
                case Long integer when whole -> Long.compare(integer, value);
                // A double and its shortest decimal lie on the same side of any other double.
                case Double decimal when whole -> decimal < value ? -1 : decimal > value ? 1 : 0;
                case BigDecimal decimal -> decimal.compareTo(number);
                case Double decimal -> BigDecimal.valueOf(decimal).compareTo(number);
                case Number integer -> BigDecimal.valueOf(integer.longValue()).compareTo(number);
                default -> throw new IllegalArgumentException("Not a number: " + input);
            };
        }
    }
}
