package dev.trellis.backtest;

import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionTables;
import dev.trellis.platform.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tables of which some are replaced: a decision that was not changed is the one in use. */
final class ChangedTables implements DecisionTables {

    private final DecisionTables changed;
    private final DecisionTables current;

    ChangedTables(DecisionTables changed, DecisionTables current) {
        this.changed = changed;
        this.current = current;
    }

    private DecisionTables of(String decisionId) {
        return changed.ids().contains(decisionId) ? changed : current;
    }

    @Override
    public Decision decide(String decisionId, Map<String, Object> inputs) {
        return of(decisionId).decide(decisionId, inputs);
    }

    @Override
    public List<Decision> decideAll(String decisionId, Map<String, Object> inputs) {
        return of(decisionId).decideAll(decisionId, inputs);
    }

    @Override
    public List<Object> outputValues(String decisionId, String output) {
        return of(decisionId).outputValues(decisionId, output);
    }

    @Override
    public List<Object> inputValues(String decisionId, String input) {
        return of(decisionId).inputValues(decisionId, input);
    }

    @Override
    public List<String> inputs(String decisionId) {
        return of(decisionId).inputs(decisionId);
    }

    @Override
    public boolean givesSeveral(String decisionId) {
        return of(decisionId).givesSeveral(decisionId);
    }

    @Override
    public List<Problem> problems() {
        return changed.problems();
    }

    @Override
    public Set<String> ids() {
        var ids = new LinkedHashSet<>(current.ids());
        ids.addAll(changed.ids());
        return ids;
    }
}
