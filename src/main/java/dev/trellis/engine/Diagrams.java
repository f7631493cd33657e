package dev.trellis.engine;

import dev.trellis.platform.Problem;
import java.util.List;

/** The diagrams of the {@code bpmn} folder, read and checked as the engine would. */
public interface Diagrams {

    /** Every process, by file name. */
    List<Diagram> all();

    /** What is wrong with them; empty when all could be deployed. */
    List<Problem> problems();
}
