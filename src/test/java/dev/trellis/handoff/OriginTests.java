package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.handoff.Origin.ScoreRule;
import dev.trellis.scoring.ScoreReason;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTests {

    @Test
    void theRowsThatGaveMostAreNamedAndWhatOneRowGaveIsAddedUp() {
        var rules = Origin.most(List.of(
                reason(4, "page-viewed", "A page with prices", 6),
                reason(9, "form-submitted", "A form", 10),
                reason(4, "price-viewed", "A page with prices", 6),
                reason(1, "page-viewed", "A competitor looks at us", -20),
                reason(7, "content-downloaded", "", 3),
                reason(8, "webinar-attended", "A webinar", 1)));

        assertThat(rules)
                .containsExactly(
                        new ScoreRule(4, "A page with prices", 12),
                        new ScoreRule(9, "A form", 10),
                        new ScoreRule(7, "content-downloaded", 3));
    }

    @Test
    void whatHasFadedAwayNamesNothing() {
        assertThat(Origin.most(List.of(reason(4, "page-viewed", "A page", 0.3))))
                .isEmpty();
        assertThat(Origin.most(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rule:lifecycle-stage#9, rule:lifecycle-stage#9",
        "import, import",
        "sam@example.com, by-hand",
        "journey:lead, by-hand"
    })
    void whoMovedAContactByHandIsNotNamed(String actor, String promotedBy) {
        assertThat(Origin.promotedBy(actor)).isEqualTo(promotedBy);
    }

    private static ScoreReason reason(int rule, String type, String why, double now) {
        return new ScoreReason(UUID.randomUUID(), type, Instant.EPOCH, why, rule, 10, 10, now, 30);
    }
}
