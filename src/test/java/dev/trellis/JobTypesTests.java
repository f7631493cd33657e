package dev.trellis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.engine.Diagram;
import dev.trellis.engine.Diagrams;
import dev.trellis.engine.Worker;
import dev.trellis.testing.TrellisTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@TrellisTest
class JobTypesTests {

    private final Diagrams diagrams;
    private final List<Worker> workers;

    JobTypesTests(Diagrams diagrams, List<Worker> workers) {
        this.diagrams = diagrams;
        this.workers = workers;
    }

    @Test
    void everyJobTypeOfTheDiagramsHasExactlyOneWorker() {
        var drawn = diagrams.all().stream()
                .flatMap(diagram -> diagram.steps().stream())
                .map(Diagram.Step::jobType)
                .distinct()
                .toList();
        var known = workers.stream().map(Worker::jobType).toList();
        assertThat(known).doesNotHaveDuplicates().containsAll(drawn);
    }
}
