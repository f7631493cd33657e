package dev.trellis.engine;

import dev.trellis.platform.Problem;
import java.util.List;
import java.util.Set;

/** The decisions of a folder together with what is wrong in its files. */
public interface DecisionTables extends Decisions {

    /** What is wrong, file by file; empty when every decision can be made. */
    List<Problem> problems();

    /** The variables that the columns of a table look at; empty where it does more with them than look. */
    List<String> inputs(String decisionId);

    /** Whether several rows of the table may hold at once, as with the hit policy COLLECT. */
    boolean givesSeveral(String decisionId);

    /** The values that the rows of a table list in one input column, in their order. */
    List<Object> inputValues(String decisionId, String input);

    /** The ids of the decisions that can be made. */
    Set<String> ids();
}
