package dev.trellis.backtest;

import dev.trellis.engine.DecisionException;
import dev.trellis.engine.DecisionTables;
import dev.trellis.lifecycle.PaperStages;
import dev.trellis.platform.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds out that changed tables cannot be tried before the first lead is judged by them. */
final class TableCheck {

    /** What each decision is told; a column that looks at anything else would never match. */
    private static final Map<String, Set<String>> TOLD = new TreeMap<>(Map.of(
            "lead-score", Set.of("activityType", "page", "asset", "emailDomain"),
            "lead-temperature", Set.of("points", "daysSinceActivity"),
            "lead-fit", Set.of("seniority", "country", "employees", "industry"),
            "lead-seniority", Set.of("jobTitle"),
            "lifecycle-stage",
                    Set.of(
                            "trigger",
                            "activity",
                            "topicOnly",
                            "stage",
                            "closedLost",
                            "points",
                            "pointsWithoutClicks",
                            "pointsSinceRejection",
                            "coolDownPassed",
                            "fit",
                            "temperature"),
            "lifecycle-stages", Set.of("stage"),
            "hand-raise", Set.of("activity")));

    private static final Map<String, String> ANSWERS = Map.of(
            "lead-score", "points",
            "lead-temperature", "temperature",
            "lead-fit", "fit",
            "lead-seniority", "seniority",
            "lifecycle-stage", "moveTo",
            "hand-raise", "handRaise");

    /** Columns whose answers the application knows by name. */
    private static final Map<String, Set<Object>> KNOWN = Map.of(
            "lead-temperature", Set.of("hot", "warm", "cold"), "lead-fit", Set.of("A", "B", "C", "D", "unknown"));

    private final DecisionTables changed;
    private final List<Problem> problems = new ArrayList<>();

    private TableCheck(DecisionTables changed) {
        this.changed = changed;
    }

    /**
     * What is wrong with changed tables that are to judge histories; empty where nothing is.
     *
     * @param current those in use, for what is not changed
     */
    static List<Problem> ofHistories(DecisionTables changed, DecisionTables current) {
        var check = new TableCheck(changed);
        check.common(current);
        if (check.problems.isEmpty()) {
            TOLD.forEach(check::inputs);
        }
        return check.problems;
    }

    /** The same where rows of a file are judged, whose columns nobody knows beforehand. */
    static List<Problem> ofRows(DecisionTables changed, DecisionTables current) {
        var check = new TableCheck(changed);
        check.common(current);
        return check.problems;
    }

    private void common(DecisionTables current) {
        problems.addAll(changed.problems());
        if (problems.isEmpty() && changed.ids().stream().noneMatch(TOLD::containsKey)) {
            problem(
                    changed.ids().isEmpty() ? "none" : String.join(", ", changed.ids()),
                    "there is no decision that a backtest asks; it asks " + String.join(", ", TOLD.keySet()));
        }
        if (problems.isEmpty()) {
            ANSWERS.forEach(this::answers);
        }
        if (problems.isEmpty()) {
            problems.addAll(new PaperStages(new ChangedTables(changed, current)).problems());
        }
    }

    private void answers(String decisionId, String output) {
        if (!changed.ids().contains(decisionId)) {
            return;
        }
        try {
            var known = KNOWN.get(decisionId);
            var values = changed.outputValues(decisionId, output);
            if (known != null && !known.containsAll(values)) {
                problem(decisionId, "answers " + values + "; it may answer " + new TreeSet<>(known));
            }
        } catch (DecisionException e) {
            problem(decisionId, String.valueOf(e.getMessage()));
        }
    }

    private void inputs(String decisionId, Set<String> told) {
        if (!changed.ids().contains(decisionId)) {
            return;
        }
        for (var input : changed.inputs(decisionId)) {
            if (!told.contains(input)) {
                problem(
                        decisionId,
                        "looks at " + input + ", which nobody tells it; it is told "
                                + String.join(", ", new TreeSet<>(told)));
            }
        }
    }

    private void problem(String decisionId, String reason) {
        problems.add(new Problem("tables", decisionId, reason));
    }
}
