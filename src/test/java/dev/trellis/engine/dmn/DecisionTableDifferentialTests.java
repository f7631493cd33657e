package dev.trellis.engine.dmn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionException;
import dev.trellis.engine.dmn.TestTable.Column;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.camunda.dmn.DmnEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds our evaluation and the library's to the same answers, over generated tables and inputs. */
class DecisionTableDifferentialTests {

    private static final List<Column> INPUTS = List.of(
            new Column("text", "Any"),
            new Column("number", "Any"),
            new Column("flag", "Any"),
            new Column("day", "Any"));
    private static final List<Column> OUTPUTS = List.of(new Column("a", "Any"), new Column("b", "Any"));
    private static final List<String> WORDS = List.of("red", "green", "blue", "", "greenish");
    private static final List<String> DAYS = List.of("2026-01-01", "2026-02-28", "2026-03-01");

    private final DmnEngine library = new DmnEngine.Builder().build();

    @ParameterizedTest
    @ValueSource(strings = {"UNIQUE", "FIRST", "ANY", "COLLECT", "RULE ORDER"})
    void bothGiveTheSameAnswers(String policy) {
        var random = new Random(policy.hashCode());
        int matches = 0;
        for (int table = 0; table < 30; table++) {
            var rows = rows(random);
            var xml = TestTable.xml("d", policy, INPUTS, OUTPUTS, rows);
            var read = new DmnReader(Clock.systemUTC()).read("d.dmn", TestTable.bytes(xml));
            assertThat(read.problems()).as(xml).isEmpty();
            var ours = read.decisions().get("d");
            assertThat(ours).isInstanceOf(DecisionTable.class);
            for (int i = 0; i < 12; i++) {
                var inputs = inputs(random);
                var answer = answer(ours, policy, inputs);

                assertThat(answer)
                        .as(
                                "%s%nwith %s",
                                String.join(
                                        "\n",
                                        rows.stream().map(Object::toString).toList()),
                                inputs)
                        .isEqualTo(libraryAnswer(xml, inputs));
                matches += answer.equals("[]") ? 0 : 1;
            }
        }
        assertThat(matches).as("tables that say something").isGreaterThan(50);
    }

    @Test
    void mostGeneratedCellsArePlainJava() {
        var random = new Random(1);
        var feel = new Feel(Clock.systemUTC());
        int compiled = 0;
        int cells = 0;
        for (int i = 0; i < 300; i++) {
            for (int column = 0; column < 4; column++) {
                var text = cell(random, column);
                if (!text.isEmpty()) {
                    var expression = feel.parseTests(text).parsedExpression().expression();
                    cells++;
                    compiled += CompiledTest.of(expression) == null ? 0 : 1;
                }
            }
        }

        assertThat(compiled / (double) cells).isGreaterThan(0.7);
    }

    private static String answer(@Nullable DecisionLogic logic, String policy, Map<String, Object> inputs) {
        assertThat(logic).isNotNull();
        try {
            if (policy.equals("COLLECT") || policy.equals("RULE ORDER")) {
                return outputs(logic.decideAll(inputs));
            }
            var decision = logic.decide(inputs);
            return outputs(decision.matched() ? List.of(decision) : List.of());
        } catch (DecisionException e) {
            return "refused";
        }
    }

    private static String outputs(List<Decision> decisions) {
        var all = new ArrayList<String>();
        for (var decision : decisions) {
            all.add(OUTPUTS.stream()
                    .map(output -> String.valueOf(decision.get(output.name())))
                    .toList()
                    .toString());
        }
        return all.toString();
    }

    private String libraryAnswer(String xml, Map<String, Object> inputs) {
        var parsed = library.parse(new ByteArrayInputStream(TestTable.bytes(xml)))
                .toOption()
                .get();
        var result = library.eval(parsed, "d", new HashMap<>(inputs));
        if (result.isLeft()) {
            return "refused";
        }
        var value = result.toOption().get().value();
        var rows = new ArrayList<String>();
        if (value instanceof scala.collection.immutable.Map<?, ?> one) {
            rows.add(row(one));
        } else if (value instanceof scala.collection.immutable.Seq<?> many) {
            for (var each : scala.jdk.javaapi.CollectionConverters.asJava(many)) {
                rows.add(row((scala.collection.immutable.Map<?, ?>) each));
            }
        }
        return rows.toString();
    }

    private static String row(scala.collection.immutable.Map<?, ?> values) {
        var java = new HashMap<Object, @Nullable Object>(scala.jdk.javaapi.CollectionConverters.asJava(values));
        return OUTPUTS.stream()
                .map(output -> String.valueOf(Feel.plain(unwrapped(java.get(output.name())))))
                .toList()
                .toString();
    }

    private static @Nullable Object unwrapped(@Nullable Object value) {
        return value instanceof scala.collection.immutable.Seq<?> list
                ? scala.jdk.javaapi.CollectionConverters.asJava(list)
                : value;
    }

    private static List<List<String>> rows(Random random) {
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            var row = new ArrayList<String>();
            for (int column = 0; column < INPUTS.size(); column++) {
                row.add(random.nextInt(3) == 0 ? cell(random, column) : "");
            }
            row.add(output(random));
            row.add(random.nextInt(4) == 0 ? "number + 1" : output(random));
            rows.add(row);
        }
        return rows;
    }

    private static String cell(Random random, int column) {
        var tests = new ArrayList<String>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            tests.add(test(random, random.nextInt(8) == 0 ? random.nextInt(4) : column));
        }
        var cell = String.join(", ", tests);
        return switch (random.nextInt(6)) {
            case 0 -> "not(" + cell + ")";
            case 1 -> "-";
            default -> cell;
        };
    }

    private static String test(Random random, int kind) {
        if (random.nextInt(15) == 0) {
            return "null";
        }
        var comparison = List.of("<", "<=", ">", ">=").get(random.nextInt(4));
        return switch (kind) {
            case 0 ->
                switch (random.nextInt(6)) {
                    case 0 -> "contains(?, \"" + word(random) + "\")";
                    case 1 -> "starts with(?, \"" + word(random) + "\")";
                    case 2 -> "ends with(?, \"" + word(random) + "\")";
                    case 3 -> comparison + " \"" + word(random) + "\"";
                    default -> "\"" + word(random) + "\"";
                };
            case 1 ->
                switch (random.nextInt(4)) {
                    case 0 -> number(random);
                    case 1 -> range(random, number(random), number(random));
                    default -> comparison + " " + number(random);
                };
            case 2 -> random.nextBoolean() ? "true" : "false";
            default ->
                switch (random.nextInt(3)) {
                    case 0 -> day(random);
                    case 1 -> range(random, day(random), day(random));
                    default -> comparison + " " + day(random);
                };
        };
    }

    private static String range(Random random, String from, String to) {
        return (random.nextBoolean() ? "[" : "(") + from + ".." + to + (random.nextBoolean() ? "]" : ")");
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static String number(Random random) {
        return List.of("0", "1", "5", "5.5", "-3", "10").get(random.nextInt(6));
    }

    private static String day(Random random) {
        return "date(\"" + DAYS.get(random.nextInt(DAYS.size())) + "\")";
    }

    private static String output(Random random) {
        return List.of("1", "2.5", "-4", "\"x\"", "\"y\"", "true", "null", "date(\"2026-01-01\")", "[1, 2]")
                .get(random.nextInt(9));
    }

    private static Map<String, Object> inputs(Random random) {
        var inputs = new HashMap<String, Object>();
        put(inputs, "text", random, "red", "green", "blue", "greenish", "", 5, true);
        put(inputs, "number", random, 0, 1L, 5, 5.5, 5.0, new BigDecimal("5.50"), -3, 10.25, 3_000_000_000L, "5");
        put(inputs, "flag", random, true, false, "true", 1);
        put(inputs, "day", random, LocalDate.parse("2026-01-01"), LocalDate.parse("2026-02-15"), "2026-01-01", 3);
        return inputs;
    }

    private static void put(Map<String, Object> inputs, String name, Random random, Object... values) {
        if (random.nextInt(6) > 0) {
            inputs.put(name, Arrays.asList(values).get(random.nextInt(values.length)));
        }
    }
}
