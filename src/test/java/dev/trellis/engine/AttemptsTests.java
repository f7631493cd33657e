package dev.trellis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptsTests {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8})
    void aStepThatSetsNoRetriesIsTriedAsOftenAsIsUsual(int usual) {
        var attempts = new Attempts(usual, Duration.ofSeconds(2));
        var seen = new ArrayList<Integer>();
        var retries = 3;
        while (true) {
            var left = attempts.left(retries, false);
            seen.add(left);
            if (left <= 1) {
                break;
            }
            retries = attempts.retriesFor(left - 1, false);
        }

        assertThat(seen).hasSize(usual).startsWith(usual).endsWith(1).isSortedAccordingTo((a, b) -> b - a);
    }

    @Test
    void aStepThatSetsRetriesIsTriedThatOften() {
        var attempts = new Attempts(5, Duration.ofSeconds(2));

        assertThat(attempts.left(3, true)).isEqualTo(3);
        assertThat(attempts.retriesFor(2, true)).isEqualTo(2);
        assertThat(attempts.left(2, true)).isEqualTo(2);
    }

    @Test
    void pausesGrowFourfoldAndAreSpread() {
        var attempts = new Attempts(5, Duration.ofSeconds(2));

        assertThat(attempts.pauseAfter(1)).isBetween(Duration.ofMillis(1_500), Duration.ofMillis(2_500));
        assertThat(attempts.pauseAfter(3)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(40));
        assertThat(attempts.pauseAfter(50)).isLessThanOrEqualTo(Duration.ofMinutes(75));
    }
}
