package dev.trellis.handoff;

import dev.trellis.engine.DecisionException;
import dev.trellis.engine.DecisionTables;
import dev.trellis.platform.Check;
import dev.trellis.platform.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Looks for rows of {@code bpmn/handoff-routing.dmn} that could never route anybody. Which teams there are it cannot
 * know.
 */
@Component
class RoutingTableCheck implements Check {

    private static final String FILE = RoutingTable.DECISION + ".dmn";
    private static final String KEBAB_CASE = "[a-z0-9]+(-[a-z0-9]+)*";

    private final DecisionTables decisions;

    RoutingTableCheck(DecisionTables decisions) {
        this.decisions = decisions;
    }

    @Override
    public List<Problem> problems() {
        if (!decisions.ids().contains(RoutingTable.DECISION)) {
            return List.of();
        }
        var problems = new ArrayList<Problem>();
        for (var input : decisions.inputs(RoutingTable.DECISION)) {
            if (!RoutingTable.TOLD.contains(input)) {
                problems.add(problem(
                        "looks at " + input + ", which nobody tells it; it is told " + list(RoutingTable.TOLD)));
            }
        }
        if (decisions.givesSeveral(RoutingTable.DECISION)) {
            problems.add(problem("may answer several teams at once; choose the hit policy FIRST"));
        }
        try {
            decisions.outputValues(RoutingTable.DECISION, RoutingTable.TEAM).stream()
                    .map(String::valueOf)
                    .filter(team -> !team.matches(KEBAB_CASE))
                    .forEach(team -> problems.add(problem("answers \"" + team
                            + "\", which can be no team; their names look like sales or sales-emea")));
        } catch (DecisionException ex) {
            problems.add(problem("has no column " + RoutingTable.TEAM + ": " + ex.getMessage()));
        }
        problems.addAll(problemsOfPriority());
        return problems;
    }

    private List<Problem> problemsOfPriority() {
        var known = List.of(HandoffPriority.NORMAL.label(), HandoffPriority.HIGH.label());
        try {
            return decisions.outputValues(RoutingTable.DECISION, RoutingTable.PRIORITY).stream()
                    .filter(priority -> !known.contains(priority))
                    .map(priority -> problem("answers the priority " + priority + "; it may be " + list(known)))
                    .toList();
        } catch (DecisionException ex) {
            // A table may leave the priority to the diagram.
            return List.of();
        }
    }

    private static String list(Collection<String> words) {
        return String.join(", ", new TreeSet<>(words));
    }

    private static Problem problem(String reason) {
        return new Problem(FILE, RoutingTable.DECISION, reason);
    }
}
