package dev.trellis.deal;

import java.util.Set;

/** Tells which facts about a deal are known. Whoever keeps such facts has a bean of this type. */
public interface FactSource {

    Set<StepFact> known(Deal deal);
}
