package dev.trellis.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class DecisionsBenchTests {

    @Test
    void decisionsAreAtLeastFiftyTimesAsFastAsTheLibraryAlone() {
        var lines = new ArrayList<String>();

        double ratio = DecisionsBench.run(3, Duration.ofMillis(300), lines::add);

        assertThat(ratio).as(String.join("\n", lines)).isGreaterThan(50);
        assertThat(lines).hasSize(4).last().asString().startsWith("RATIO decisions ");
    }
}
