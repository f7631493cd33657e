package dev.trellis.engine.dmn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** The tables in the {@code bpmn} folder themselves. */
class ShippedDecisionsTests {

    @Test
    void everyShippedTableIsSound() {
        var tables = DmnFolder.read(Path.of("bpmn"), Clock.systemUTC());

        assertThat(tables.problems()).isEmpty();
        assertThat(tables.ids())
                .contains(
                        "lead-score",
                        "lead-temperature",
                        "lead-fit",
                        "lead-seniority",
                        "lifecycle-stage",
                        "hand-raise",
                        "rejection-cool-down",
                        "lifecycle-stages");
    }
}
