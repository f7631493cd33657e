package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trellis.email.VariantDecision.Sampled;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VariantDecisionTests {

    @Test
    void nothingIsDecidedBeforeTheSampleIsFull() {
        var decision = VariantDecision.of(List.of(sampled("a", 1000, 10), sampled("b", 688, 90)), 1000);

        assertThat(decision.state()).isEqualTo("waiting");
        assertThat(decision.winner()).isNull();
        assertThat(decision.reason()).isEqualTo("Not decided: needs 312 of b more");
    }

    @Test
    void nothingIsDecidedBeforeTheLastReaderHadTime() {
        var later = Instant.parse("2026-03-05T10:00:00Z");
        var decision = VariantDecision.of(List.of(sampled("a", 1000, 10), new Sampled("b", 1000, 90, later)), 1000);

        assertThat(decision.state()).isEqualTo("waiting");
        assertThat(decision.reason()).contains("2026-03-05T10:00:00Z");
    }

    @Test
    void aClearDifferenceHasAWinner() {
        var decision = VariantDecision.of(List.of(sampled("a", 1000, 50), sampled("b", 1000, 85)), 1000);

        assertThat(decision.winner()).isEqualTo("b");
        assertThat(decision.reason()).contains("Chance alone", "percentage points");
    }

    @Test
    void aDifferenceThatChanceMakesTooHasNone() {
        var decision = VariantDecision.of(List.of(sampled("a", 1000, 50), sampled("b", 1000, 60)), 1000);

        assertThat(decision.state()).isEqualTo("no-difference");
        assertThat(decision.winner()).isNull();
    }

    @Test
    void ofManyTheBestMustBeatEveryOther() {
        assertThat(VariantDecision.of(
                                List.of(sampled("a", 1000, 50), sampled("b", 1000, 85), sampled("c", 1000, 80)), 1000)
                        .winner())
                .isNull();
        assertThat(VariantDecision.of(
                                List.of(sampled("a", 1000, 50), sampled("b", 1000, 100), sampled("c", 1000, 55)), 1000)
                        .winner())
                .isEqualTo("b");
        assertThat(VariantDecision.of(List.of(sampled("a", 1000, 0), sampled("b", 1000, 0)), 1000)
                        .winner())
                .isNull();
    }

    @Test
    void whereThereIsNoDifferenceAWinnerIsRarelyDeclared() {
        var random = new Random(42);
        int declared = 0;
        for (int trial = 0; trial < 1000; trial++) {
            var decision = VariantDecision.of(
                    List.of(draw(random, "a", 0.06), draw(random, "b", 0.06), draw(random, "c", 0.06)), 1000);
            declared += decision.winner() == null ? 0 : 1;
        }
        assertThat(declared).isLessThan(50);
    }

    @Test
    void theNumbersAreThoseOfTheTextbook() {
        assertThat(VariantDecision.chance(sampled("a", 1000, 50), sampled("b", 1000, 85)))
                .isCloseTo(0.0018, within(0.0003));
        var range = VariantDecision.range(50, 1000);
        assertThat(range.from()).isCloseTo(0.0381, within(0.0005));
        assertThat(range.to()).isCloseTo(0.0653, within(0.0005));
        assertThat(VariantDecision.range(0, 0)).isEqualTo(new VariantDecision.Range(0, 1));
    }

    private static Sampled draw(Random random, String variant, double share) {
        int reached = 0;
        for (int i = 0; i < 1000; i++) {
            reached += random.nextDouble() < share ? 1 : 0;
        }
        return sampled(variant, 1000, reached);
    }

    private static Sampled sampled(String variant, long sampled, long reached) {
        return new Sampled(variant, sampled, reached, null);
    }
}
