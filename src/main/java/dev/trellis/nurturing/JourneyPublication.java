package dev.trellis.nurturing;

import dev.trellis.engine.DeployedProcess;
import dev.trellis.engine.Publication;
import java.util.List;
import org.springframework.stereotype.Component;

/** Brings edited journeys to the engine while the application runs, if they pass every check a start would make. */
@Component
public class JourneyPublication {

    private final Publication publication;
    private final JourneyChecks checks;

    JourneyPublication(Publication publication, JourneyChecks checks) {
        this.publication = publication;
        this.checks = checks;
    }

    /**
     * Deploys the folder as it is now. What has not changed gets no new version.
     *
     * @return the versions that those get who enter from now on
     * @throws RefusedException if something is wrong with a diagram; then nothing is deployed
     */
    public List<DeployedProcess> publish() {
        var edited = publication.edited();
        var problems = checks.problemsOf(edited).stream().map(Object::toString).toList();
        if (!problems.isEmpty()) {
            throw new RefusedException(problems);
        }
        return publication.publish(edited);
    }

    /** A diagram has a mistake. */
    public static class RefusedException extends RuntimeException {

        private final List<String> problems;

        RefusedException(List<String> problems) {
            super(
                    problems.size() == 1
                            ? problems.getFirst()
                            : problems.size() + " mistakes, the first is " + problems.getFirst());
            this.problems = problems;
        }

        /** Everything to mend. */
        public List<String> problems() {
            return problems;
        }
    }
}
