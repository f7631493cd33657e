package dev.trellis.engine.dmn;

import dev.trellis.engine.Decision;
import java.util.List;
import java.util.Map;

/** One decision, ready to be made. */
interface DecisionLogic {

    Decision decide(Map<String, Object> inputs);

    List<Decision> decideAll(Map<String, Object> inputs);

    /** The variables it looks at; empty where it does more with them than look. */
    List<String> inputs();

    /** Whether several of its rows may hold at once. */
    boolean givesSeveral();

    List<Object> inputValues(String input);

    List<Object> outputValues(String output);
}
