package dev.trellis.nurturing;

import static java.util.stream.Collectors.toSet;

import dev.trellis.contact.ActivityTypes;
import dev.trellis.email.Templates;
import dev.trellis.engine.DecisionTables;
import dev.trellis.engine.Diagrams;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.platform.Check;
import dev.trellis.platform.Problem;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Holds the diagrams against the stages, templates and activities there are: in {@code check} and at every start. */
@Component
class JourneyChecks implements Check {

    private final Diagrams diagrams;
    private final DecisionTables decisions;
    private final Lifecycle lifecycle;
    private final Templates templates;

    JourneyChecks(Diagrams diagrams, DecisionTables decisions, Lifecycle lifecycle, Templates templates) {
        this.diagrams = diagrams;
        this.decisions = decisions;
        this.lifecycle = lifecycle;
        this.templates = templates;
    }

    @Override
    public List<Problem> problems() {
        return problemsOf(diagrams);
    }

    /** What is wrong with diagrams, deployed or not: with each by itself, and with all that they name. */
    List<Problem> problemsOf(Diagrams edited) {
        return Stream.concat(
                        edited.problems().stream(),
                        new JourneyCheck(edited.all(), lifecycle.stages(), templates.names(), activityTypes())
                                .problems().stream())
                .toList();
    }

    private Set<String> activityTypes() {
        return Stream.concat(
                        ActivityTypes.KNOWN.stream(),
                        decisions.inputValues("lead-score", "activityType").stream()
                                .map(String::valueOf))
                .collect(toSet());
    }
}
