package dev.trellis.deal;

import java.util.List;
import java.util.stream.Collectors;

/** A deal cannot go on, because its pipeline asks for facts that are not there. The message names each. */
public class MissingFactsException extends DealStateException {

    private final transient List<MissingFact> missing;

    MissingFactsException(String to, List<MissingFact> missing) {
        super("The deal cannot go on to " + to + " yet. Missing: "
                + missing.stream()
                        .map(fact -> fact.what() + " for " + fact.step() + " (" + fact.how() + ")")
                        .collect(Collectors.joining("; ")));
        this.missing = missing;
    }

    public List<MissingFact> missing() {
        return missing;
    }
}
