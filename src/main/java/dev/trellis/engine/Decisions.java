package dev.trellis.engine;

import java.util.List;
import java.util.Map;

/**
 * Evaluates the decision tables of the {@code bpmn} folder, with the semantics the engine itself has.
 *
 * <p>A decision is named by its id in the DMN file; one file may hold several. All tables are read and checked at
 * start.
 */
public interface Decisions {

    /**
     * Evaluates a decision whose hit policy gives one rule at most.
     *
     * @return the outputs by name of the rule that matched, with its number; {@link Decision#none()} where none did
     * @throws DecisionException if there is no such decision or it cannot be evaluated with these inputs
     */
    Decision decide(String decisionId, Map<String, Object> inputs);

    /** Evaluates a decision and gives every rule that matched, in table order, whatever the hit policy. */
    List<Decision> decideAll(String decisionId, Map<String, Object> inputs);

    /** The values one output column can take when it is written as plain literals: what a drop-down would offer. */
    List<Object> outputValues(String decisionId, String output);
}
