package dev.trellis.engine;

import dev.trellis.engine.dmn.DmnFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The decisions of a folder together with what is wrong in its files. */
public interface DecisionTables extends Decisions {

    /** Reads every {@code *.dmn} file of the folder; what is broken is among the {@link #problems()}. */
    static DecisionTables in(Path folder, Clock clock) {
        return DmnFolder.read(folder, clock);
    }

    /** The same decisions, made by the library alone: to measure and to test against. */
    static DecisionTables byLibrary(Path folder, Clock clock) {
        return DmnFolder.readForLibrary(folder, clock);
    }

    /** What is wrong, file by file; empty when every decision can be made. */
    List<Diagrams.Problem> problems();

    /** The values that the rows of a table list in one input column, in their order. */
    List<Object> inputValues(String decisionId, String input);

    /** The ids of the decisions that can be made. */
    Set<String> ids();
}
