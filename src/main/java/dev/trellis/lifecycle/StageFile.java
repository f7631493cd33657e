package dev.trellis.lifecycle;

import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionException;
import dev.trellis.engine.DecisionTables;
import dev.trellis.platform.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The stages as {@code lifecycle-stages.dmn} defines them, and what is wrong with the definition. */
public final class StageFile {

    static final String STAGES = "lifecycle-stages";
    static final String MOVES = "lifecycle-stage";
    private static final String STAGES_FILE = "lifecycle-stages.dmn";
    private static final String MOVES_FILE = "lifecycle-stage.dmn";
    private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** The stages that the application itself moves contacts to; they may be renamed for people, not removed. */
    private static final List<Stage> NEEDED = List.of(
            Stage.SUBSCRIBER, Stage.LEAD, Stage.MQL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER, Stage.EVANGELIST);

    private final Map<Stage, StageDefinition> stages;
    private final List<Problem> problems;

    private StageFile(Map<Stage, StageDefinition> stages, List<Problem> problems) {
        this.stages = stages;
        this.problems = List.copyOf(problems);
    }

    /** Reads the stages; what is wrong is among the {@link #problems()}. */
    public static StageFile read(DecisionTables decisions) {
        var reader = new Reader(decisions);
        reader.read();
        return new StageFile(reader.ordered(), reader.problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** In the usual order. */
    Collection<StageDefinition> all() {
        return stages.values();
    }

    @Nullable
    StageDefinition find(Stage stage) {
        return stages.get(stage);
    }

    /** Where the stage stands in the usual order; before all others where it is not known. */
    int position(@Nullable Stage stage) {
        var definition = stage == null ? null : stages.get(stage);
        return definition == null ? 0 : definition.position();
    }

    String names() {
        return stages.keySet().stream().map(Stage::name).collect(Collectors.joining(", "));
    }

    private static final class Reader {

        private final DecisionTables decisions;
        private final Map<Stage, StageDefinition> found = new LinkedHashMap<>();
        private final List<Problem> problems = new ArrayList<>();

        Reader(DecisionTables decisions) {
            this.decisions = decisions;
        }

        void read() {
            if (!decisions.ids().contains(STAGES)) {
                problems.add(new Problem(STAGES_FILE, STAGES, "the decision " + STAGES + " is missing"));
                return;
            }
            for (var name : decisions.inputValues(STAGES, "stage")) {
                define(String.valueOf(name));
            }
            check();
            checkMoves();
        }

        private void define(String name) {
            Decision row;
            try {
                row = decisions.decide(STAGES, Map.of("stage", name));
            } catch (DecisionException e) {
                problem(name, String.valueOf(e.getMessage()));
                return;
            }
            if (!KEBAB.matcher(name).matches()) {
                problem(name, "a stage's name is written in lower case with hyphens, such as won-back");
            }
            var position = row.number("position");
            if (position == null || position.intValue() < 1) {
                problem(name, "position must be a number from 1");
            }
            var stage = new Stage(name);
            found.put(
                    stage,
                    new StageDefinition(
                            stage,
                            text(row, "label", name),
                            position == null ? 0 : position.intValue(),
                            moves(name, row.get("movesTo")),
                            text(row, "journey", ""),
                            text(row, "journeyWhenReturning", text(row, "journey", ""))));
        }

        private Set<Stage> moves(String name, @Nullable Object value) {
            var moves = new LinkedHashSet<Stage>();
            if (value instanceof List<?> list) {
                list.forEach(each -> moves.add(new Stage(String.valueOf(each))));
            } else if (value != null) {
                problem(name, "movesTo must be a list of stages in quotes, such as [\"lead\", \"mql\"]");
            }
            return Set.copyOf(moves);
        }

        private static String text(Decision row, String output, String otherwise) {
            var text = row.string(output);
            return text == null || text.isBlank() ? otherwise : text;
        }

        private void check() {
            for (var stage : NEEDED) {
                if (!found.containsKey(stage)) {
                    problem(
                            stage.name(),
                            "the stage " + stage + " is missing; it may get another label, but it must be" + " there");
                }
            }
            var positions = new HashSet<Integer>();
            for (var definition : found.values()) {
                var name = definition.stage().name();
                if (!positions.add(definition.position())) {
                    problem(name, "position " + definition.position() + " is taken by another stage");
                }
                for (var to : definition.movesTo()) {
                    if (!found.containsKey(to)) {
                        problem(name, "movesTo names " + to + ", which is no stage");
                    }
                }
            }
        }

        private void checkMoves() {
            if (!decisions.ids().contains(MOVES)) {
                problems.add(new Problem(MOVES_FILE, MOVES, "the decision " + MOVES + " is missing"));
                return;
            }
            var named = new LinkedHashSet<Object>(decisions.outputValues(MOVES, "moveTo"));
            named.addAll(decisions.inputValues(MOVES, "stage"));
            for (var name : named) {
                if (!found.containsKey(new Stage(String.valueOf(name)))) {
                    problems.add(new Problem(MOVES_FILE, MOVES, name + " is no stage of " + STAGES_FILE));
                }
            }
        }

        private void problem(String stage, String reason) {
            problems.add(new Problem(STAGES_FILE, STAGES, "stage " + stage + ": " + reason));
        }

        private Map<Stage, StageDefinition> ordered() {
            var ordered = new LinkedHashMap<Stage, StageDefinition>();
            found.values().stream()
                    .sorted(Comparator.comparingInt(StageDefinition::position))
                    .forEach(definition -> ordered.put(definition.stage(), definition));
            return ordered;
        }
    }
}
