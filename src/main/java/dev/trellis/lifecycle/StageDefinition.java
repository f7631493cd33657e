package dev.trellis.lifecycle;

import java.util.Set;

/**
 * A stage as the lifecycle file defines it.
 *
 * @param label its name for people
 * @param position its place in the usual order, from 1
 * @param movesTo where a contact may go from here
 * @param journey the process that nurtures contacts of this stage; empty for none
 * @param journeyWhenReturning the process for contacts that were in this stage before; empty for none
 */
public record StageDefinition(
        Stage stage, String label, int position, Set<Stage> movesTo, String journey, String journeyWhenReturning) {

    public StageDefinition(Stage stage, String label, int position, Set<Stage> movesTo, String journey) {
        this(stage, label, position, movesTo, journey, journey);
    }
}
