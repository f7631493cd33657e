package dev.trellis.engine.dmn;

import dev.trellis.engine.DecisionException;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.api.ParseResult;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.jspecify.annotations.Nullable;

/** The expression language itself: parses every cell and evaluates those that are more than plain values. */
final class Feel {

    private final FeelEngineApi engine;

    Feel(Clock clock) {
        this.engine = FeelEngineBuilder.forJava()
                .withClock(() -> ZonedDateTime.now(clock))
                .build();
    }

    ParseResult parseTests(String text) {
        return engine.parseUnaryTests(text);
    }

    ParseResult parse(String text) {
        return engine.parseExpression(text);
    }

    /** Whether the tests hold for the input; FEEL's null counts as no. */
    boolean test(ParsedExpression tests, @Nullable Object input, Map<String, Object> variables) {
        var result = engine.evaluateWithInput(tests, input, variables);
        if (result.isFailure()) {
            throw new DecisionException(result.failure().message());
        }
        return switch (result.result()) {
            case Boolean answer -> answer;
            case null -> false;
            default -> throw new DecisionException("gives " + result.result() + " instead of true or false");
        };
    }

    @Nullable
    Object evaluate(ParsedExpression expression, Map<String, Object> variables) {
        var result = engine.evaluate(expression, variables);
        if (result.isFailure()) {
            throw new DecisionException(result.failure().message());
        }
        return plain(result.result());
    }

    /** The value as Java knows it: whole numbers as Long, others as Double, collections unmodifiable. */
    static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case java.util.List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> copy.add(plain(item)));
                yield Collections.unmodifiableList(copy);
            }
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, item) -> copy.put(String.valueOf(key), plain(item)));
                yield Collections.unmodifiableMap(copy);
            }
            case scala.math.BigDecimal number ->
                number.isWhole() && number.isValidLong() ? (Object) number.longValue() : (Object) number.doubleValue();
            case null, default -> value;
        };
    }

    /** What a value is called when its kind is wrong. */
    static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case String text -> "text";
            case Number number -> "a number";
            case Boolean bool -> "true or false";
            case java.time.LocalDate date -> "a date";
            case List<?> list -> "a list";
            default -> "a " + value.getClass().getSimpleName();
        };
    }

    static Map<String, Object> copy(Map<String, Object> variables) {
        return new HashMap<>(variables);
    }
}
