package dev.trellis.backtest;

import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionTables;
import dev.trellis.platform.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tables that answer the same question from memory: most leads did what others did too. Those who ask do not change
 * their questions afterwards.
 */
final class RememberedTables implements DecisionTables {

    private static final int MOST = 20_000;

    private final DecisionTables tables;
    private final Map<Question, Decision> answers = new ConcurrentHashMap<>();

    RememberedTables(DecisionTables tables) {
        this.tables = tables;
    }

    private record Question(String decisionId, Map<String, Object> inputs) {}

    @Override
    public Decision decide(String decisionId, Map<String, Object> inputs) {
        var question = new Question(decisionId, inputs);
        var known = answers.get(question);
        if (known != null) {
            return known;
        }
        var answer = tables.decide(decisionId, inputs);
        if (answers.size() < MOST) {
            answers.put(question, answer);
        }
        return answer;
    }

    @Override
    public List<Decision> decideAll(String decisionId, Map<String, Object> inputs) {
        return tables.decideAll(decisionId, inputs);
    }

    @Override
    public List<Object> outputValues(String decisionId, String output) {
        return tables.outputValues(decisionId, output);
    }

    @Override
    public List<Object> inputValues(String decisionId, String input) {
        return tables.inputValues(decisionId, input);
    }

    @Override
    public List<String> inputs(String decisionId) {
        return tables.inputs(decisionId);
    }

    @Override
    public boolean givesSeveral(String decisionId) {
        return tables.givesSeveral(decisionId);
    }

    @Override
    public List<Problem> problems() {
        return tables.problems();
    }

    @Override
    public Set<String> ids() {
        return tables.ids();
    }
}
