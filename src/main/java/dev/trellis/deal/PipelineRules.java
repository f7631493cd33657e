package dev.trellis.deal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rule of the pipeline: each step says what must be known before a deal goes on past it. A deal that goes forward
 * needs that of the step it leaves and of every step it skips. Back it goes at any time.
 */
final class PipelineRules {

    private PipelineRules() {}

    /**
     * The steps that a deal leaves behind.
     *
     * @param steps all steps in order
     * @param to null for behind the last one
     */
    static List<PipelineStep> left(List<PipelineStep> steps, String from, @Nullable String to) {
        var first = position(steps, from);
        var last = to == null ? steps.size() : position(steps, to);
        return first < 0 || last <= first ? List.of() : steps.subList(first, last);
    }

    /** What these steps ask for and is not there, each once. */
    static List<MissingFact> missing(List<PipelineStep> left, Collection<StepFact> known, Collection<Long> confirmed) {
        var missing = new ArrayList<MissingFact>();
        var seen = EnumSet.noneOf(StepFact.class);
        seen.addAll(known);
        for (var step : left) {
            for (var fact : step.facts()) {
                if (seen.add(fact)) {
                    missing.add(new MissingFact(step.label(), fact.label(), fact.what(), fact.how()));
                }
            }
            for (var confirmation : step.confirmations()) {
                if (!confirmed.contains(confirmation.id())) {
                    missing.add(new MissingFact(
                            step.label(),
                            "confirmation",
                            "\"" + confirmation.label() + "\"",
                            "tick it on the deal once it is so"));
                }
            }
        }
        return missing;
    }

    /** Whether any of the steps asks for more than the deal itself can tell. */
    static boolean ask(List<PipelineStep> left) {
        return left.stream()
                .anyMatch(
                        step -> !step.facts().isEmpty() || !step.confirmations().isEmpty());
    }

    /** What is missing, as a history keeps it. */
    static String named(List<MissingFact> missing) {
        return missing.stream().map(MissingFact::what).collect(Collectors.joining(", "));
    }

    private static int position(List<PipelineStep> steps, String name) {
        for (var i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
