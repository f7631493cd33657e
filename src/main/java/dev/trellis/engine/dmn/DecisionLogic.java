package dev.trellis.engine.dmn;

import dev.trellis.engine.Decision;
import java.util.List;
import java.util.Map;

/** One decision, ready to be made. */
interface DecisionLogic {

    Decision decide(Map<String, Object> inputs);

    List<Decision> decideAll(Map<String, Object> inputs);

    List<Object> inputValues(String input);

    List<Object> outputValues(String output);
}
