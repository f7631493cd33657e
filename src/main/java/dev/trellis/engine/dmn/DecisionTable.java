package dev.trellis.engine.dmn;

import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.jspecify.annotations.Nullable;

/** A decision table that asks nothing of other decisions. Cells in plain Java where they are plain, FEEL elsewhere. */
final class DecisionTable implements DecisionLogic {

    private final String file;
    private final String id;
    private final HitPolicy policy;
    private final Feel feel;
    private final Input[] inputs;
    private final List<String> outputs;
    private final Row[] rows;
    private final Decision otherwise;

    /**
     * Puts a table together.
     *
     * @param otherwise what holds where no row matches
     */
    DecisionTable(
            String file,
            String id,
            HitPolicy policy,
            Feel feel,
            List<Input> inputs,
            List<String> outputs,
            List<Row> rows,
            Decision otherwise) {
        this.file = file;
        this.id = id;
        this.policy = policy;
        this.feel = feel;
        this.inputs = inputs.toArray(Input[]::new);
        this.outputs = List.copyOf(outputs);
        this.rows = rows.toArray(Row[]::new);
        this.otherwise = otherwise;
    }

    /** What to do when several rows match. */
    enum HitPolicy {
        UNIQUE,
        FIRST,
        ANY,
        COLLECT,
        RULE_ORDER;

        boolean givesSeveral() {
            return this == COLLECT || this == RULE_ORDER;
        }
    }

    /**
     * An input column.
     *
     * @param name the variable it reads; null where it is an expression
     */
    record Input(@Nullable String name, ParsedExpression expression) {}

    /**
     * One condition.
     *
     * @param compiled the condition in plain Java, where it is plain
     */
    record Cell(@Nullable CompiledTest compiled, ParsedExpression tests) {}

    /**
     * One rule.
     *
     * @param cells the conditions, by column; null for a column that does not matter
     * @param fixed the answer, where it is made of plain values
     */
    @SuppressWarnings("ArrayRecordComponent") // Read a million times a second, never compared.
    record Row(
            int number,
            String label,
            @Nullable Cell[] cells,
            ParsedExpression[] outputs,
            @Nullable Decision fixed) {}

    @Override
    public Decision decide(Map<String, Object> variables) {
        if (policy.givesSeveral()) {
            throw new DecisionException(file + ": decision " + id + " may match several rows (hit policy "
                    + policy.name().replace('_', ' ') + "); it cannot answer with one");
        }
        var values = new @Nullable Object[inputs.length];
        read(variables, values);
        Decision found = null;
        for (var row : rows) {
            if (!matches(row, values, variables)) {
                continue;
            }
            var decision = answer(row, variables);
            if (policy == HitPolicy.FIRST) {
                return decision;
            }
            if (found == null) {
                found = decision;
            } else if (policy == HitPolicy.UNIQUE) {
                throw new DecisionException(file + ": decision " + id + ": rows " + found.rule() + " and "
                        + row.number() + " both match, but with hit policy UNIQUE one may");
            } else if (!Objects.equals(found.outputs(), decision.outputs())) {
                throw new DecisionException(file + ": decision " + id + ": rows " + found.rule() + " and "
                        + row.number() + " both match with different answers, but with hit policy ANY they must agree");
            }
        }
        return found == null ? otherwise : found;
    }

    @Override
    public List<Decision> decideAll(Map<String, Object> variables) {
        var values = new @Nullable Object[inputs.length];
        read(variables, values);
        var found = new ArrayList<Decision>();
        for (var row : rows) {
            if (matches(row, values, variables)) {
                found.add(answer(row, variables));
            }
        }
        return Collections.unmodifiableList(found);
    }

    @Override
    public List<String> inputs() {
        var names = new ArrayList<String>();
        for (var input : inputs) {
            if (input.name() == null) {
                return List.of();
            }
            names.add(input.name());
        }
        return Collections.unmodifiableList(names);
    }

    @Override
    public boolean givesSeveral() {
        return policy.givesSeveral();
    }

    @Override
    public List<Object> inputValues(String input) {
        int column = -1;
        for (int i = 0; i < inputs.length; i++) {
            if (input.equals(inputs[i].name())) {
                column = i;
            }
        }
        if (column < 0) {
            throw new DecisionException(file + ": decision " + id + " has no input column " + input);
        }
        var values = new LinkedHashSet<Object>();
        for (var row : rows) {
            var cell = row.cells()[column];
            if (cell != null) {
                CompiledTest.collectValues(cell.tests().expression(), values);
            }
        }
        return List.copyOf(values);
    }

    @Override
    public List<Object> outputValues(String output) {
        if (!outputs.contains(output)) {
            throw new DecisionException(file + ": decision " + id + " has no output column " + output);
        }
        var values = new LinkedHashSet<Object>();
        for (var row : rows) {
            var value = row.fixed() == null ? null : row.fixed().get(output);
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    private void read(Map<String, Object> variables, @Nullable Object[] values) {
        for (int i = 0; i < inputs.length; i++) {
            var input = inputs[i];
            values[i] = input.name() != null
                    ? variables.get(input.name())
                    : explained(0, i + 1, () -> feel.evaluate(input.expression(), variables));
        }
    }

    private boolean matches(Row row, @Nullable Object[] values, Map<String, Object> variables) {
        var cells = row.cells();
        for (int i = 0; i < cells.length; i++) {
            var cell = cells[i];
            if (cell != null && !matches(cell, values[i], variables, row.number(), i + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(Cell cell, @Nullable Object value, Map<String, Object> variables, int row, int column) {
        int answer = cell.compiled() == null
                ? CompiledTest.ASK_FEEL
                : cell.compiled().test(value);
        if (answer != CompiledTest.ASK_FEEL) {
            return answer == CompiledTest.TRUE;
        }
        return Boolean.TRUE.equals(explained(row, column, () -> feel.test(cell.tests(), value, variables)));
    }

    private Decision answer(Row row, Map<String, Object> variables) {
        if (row.fixed() != null) {
            return row.fixed();
        }
        var answer = new LinkedHashMap<String, Object>();
        for (int i = 0; i < outputs.size(); i++) {
            var expression = row.outputs()[i];
            var value = explained(row.number(), inputs.length + i + 1, () -> feel.evaluate(expression, variables));
            if (value != null) {
                answer.put(outputs.get(i), value);
            }
        }
        return new Decision(row.number(), row.label(), Collections.unmodifiableMap(answer));
    }

    private @Nullable Object explained(int row, int column, Supplier<@Nullable Object> evaluation) {
        try {
            return evaluation.get();
        } catch (DecisionException e) {
            throw new DecisionException(
                    file + ": decision " + id + ": " + (row == 0 ? "" : "row " + row + ", ") + "column " + column + ": "
                            + e.getMessage(),
                    e);
        }
    }
}
