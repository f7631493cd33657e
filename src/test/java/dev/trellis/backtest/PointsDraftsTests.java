package dev.trellis.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.engine.dmn.DmnFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointsDraftsTests {

    private static final Path TABLES = Path.of("bpmn");

    @Test
    void theDraftGivesHalfThePointsInOneRowAndElseDecidesAsBefore(@TempDir Path folder) throws Exception {
        var current = DmnFolder.read(TABLES, Clock.systemUTC());
        var webinar = current.decide("lead-score", Map.of("activityType", "webinar-attended"));

        var draft = new PointsDrafts(TABLES).halved(webinar.label()).orElseThrow();

        assertThat(draft.file()).isEqualTo("lead-score.dmn");
        assertThat(draft.row()).isEqualTo(webinar.rule());
        assertThat(draft.before()).isEqualTo(number(webinar.number("points")));
        assertThat(draft.after()).isEqualTo(Math.floor(draft.before() / 2));
        Files.writeString(folder.resolve(draft.file()), draft.content());
        var changed = DmnFolder.read(folder, Clock.systemUTC());
        assertThat(changed.problems()).isEmpty();
        assertThat(number(changed.decide("lead-score", Map.of("activityType", "webinar-attended"))
                        .number("points")))
                .isEqualTo(draft.after());
        for (var type : new String[] {"demo-requested", "email-opened", "form-submitted", "unsubscribed", "replied"}) {
            assertThat(changed.decide("lead-score", Map.of("activityType", type))
                            .outputs())
                    .as(type)
                    .isEqualTo(current.decide("lead-score", Map.of("activityType", type))
                            .outputs());
        }
    }

    @Test
    void thereIsNoDraftForWhatNoRowSaysOrGivesNothing() {
        var drafts = new PointsDrafts(TABLES);
        var opened =
                DmnFolder.read(TABLES, Clock.systemUTC()).decide("lead-score", Map.of("activityType", "email-opened"));

        assertThat(drafts.halved("Nobody says so")).isEmpty();
        assertThat(drafts.halved("")).isEmpty();
        assertThat(drafts.halved(opened.label())).isEmpty();
    }

    @Test
    void aTableThatCannotBeReadGivesNoDraft(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("lead-score.dmn"), "<definitions");

        assertThat(new PointsDrafts(folder).halved("A webinar")).isEmpty();
    }

    private static double number(@Nullable Number number) {
        return Objects.requireNonNull(number).doubleValue();
    }
}
