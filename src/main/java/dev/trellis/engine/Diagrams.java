package dev.trellis.engine;

import java.util.List;

/** The diagrams of the {@code bpmn} folder, read and checked as the engine would. */
public interface Diagrams {

    /** Every process, by file name. */
    List<Diagram> all();

    /** What is wrong with them; empty when all could be deployed. */
    List<Problem> problems();

    /** Something to mend: where it is, and what to do. Printed as {@code file:element: problem}. */
    record Problem(String file, String element, String problem) {
        @Override
        public String toString() {
            return file + ":" + element + ": " + problem;
        }
    }
}
