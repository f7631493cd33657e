package dev.trellis.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.trellis.engine.dmn.DmnFolder;
import dev.trellis.platform.Problem;
import dev.trellis.platform.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageFileTests {

    @TempDir
    Path folder = Path.of("");

    @Test
    void theShippedFileHoldsTheSevenStagesInOrder() {
        var file = StageFile.read(DmnFolder.read(Path.of("bpmn"), Clock.systemUTC()));

        assertThat(file.problems()).isEmpty();
        assertThat(file.all())
                .extracting(definition -> definition.stage().name())
                .containsExactly("subscriber", "lead", "mql", "sql", "opportunity", "customer", "evangelist");
        assertThat(file.find(Stage.LEAD)).satisfies(lead -> {
            assertThat(lead.journey()).isEqualTo("lead");
            assertThat(lead.journeyWhenReturning()).isEqualTo("lead-returning");
            assertThat(lead.movesTo()).contains(Stage.MQL).doesNotContain(Stage.EVANGELIST);
        });
    }

    @Test
    void everyStageHasItsProcessInTheFolder() {
        StageFile.read(DmnFolder.read(Path.of("bpmn"), Clock.systemUTC())).all().forEach(definition -> {
            assertThat(Path.of("bpmn", definition.journey() + ".bpmn")).exists();
            assertThat(Path.of("bpmn", definition.journeyWhenReturning() + ".bpmn"))
                    .exists();
        });
    }

    @Test
    void aRowAddsAStage() throws IOException {
        var file = edited("""
                <rule id="new"><inputEntry id="n1"><text>"partner"</text></inputEntry>
                <outputEntry id="n2"><text>"Partner"</text></outputEntry><outputEntry id="n3"><text>8</text></outputEntry>
                <outputEntry id="n4"><text>["customer"]</text></outputEntry><outputEntry id="n5"><text>null</text></outputEntry>
                <outputEntry id="n6"><text>null</text></outputEntry></rule>
                """);

        assertThat(file.problems()).isEmpty();
        assertThat(file.find(new Stage("partner"))).satisfies(partner -> {
            assertThat(partner.label()).isEqualTo("Partner");
            assertThat(partner.position()).isEqualTo(8);
            assertThat(partner.journey()).isEmpty();
        });
    }

    @Test
    void whatCannotBeUsedIsToldTogether() throws IOException {
        var file = edited("""
                <rule id="new"><inputEntry id="n1"><text>"Gold Partner"</text></inputEntry>
                <outputEntry id="n2"><text>"Partner"</text></outputEntry><outputEntry id="n3"><text>2</text></outputEntry>
                <outputEntry id="n4"><text>["custumer"]</text></outputEntry><outputEntry id="n5"><text>null</text></outputEntry>
                <outputEntry id="n6"><text>null</text></outputEntry></rule>
                """);

        assertThat(file.problems())
                .extracting(Problem::problem)
                .containsExactly(
                        "stage Gold Partner: a stage's name is written in lower case with hyphens, such as won-back",
                        "stage Gold Partner: position 2 is taken by another stage",
                        "stage Gold Partner: movesTo names custumer, which is no stage");
    }

    @Test
    void aStageThatTheMovesNameMustBeThere() throws IOException {
        copy("lifecycle-stage.dmn");
        var text = Files.readString(Path.of("bpmn", "lifecycle-stages.dmn"));
        Files.writeString(
                folder.resolve("lifecycle-stages.dmn"), text.replace("<text>\"mql\"</text>", "<text>\"hot\"</text>"));

        var file = StageFile.read(DmnFolder.read(folder, Clock.systemUTC()));

        assertThat(file.problems())
                .extracting(Problem::toString)
                .contains(
                        "lifecycle-stages.dmn:lifecycle-stages: stage mql: the stage mql is missing; it may get another"
                                + " label, but it must be there",
                        "lifecycle-stage.dmn:lifecycle-stage: mql is no stage of lifecycle-stages.dmn");
    }

    @Test
    void aStageThatVanishedUnderItsContactsStopsTheStart() {
        var file = StageFile.read(DmnFolder.read(Path.of("bpmn"), Clock.systemUTC()));
        var entries = mock(StageEntries.class);
        given(entries.contactsByStage()).willReturn(Map.of(Stage.LEAD, 5L, new Stage("partner"), 2L));

        var check = new LifecycleConfiguration().noStageVanished(file, entries);

        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(check::afterSingletonsInstantiated)
                .withMessageStartingWith(
                        "2 contacts are in the stage partner, which is not in lifecycle-stages.dmn any more");
    }

    private StageFile edited(String addedRow) throws IOException {
        copy("lifecycle-stage.dmn");
        var text = Files.readString(Path.of("bpmn", "lifecycle-stages.dmn"));
        Files.writeString(
                folder.resolve("lifecycle-stages.dmn"),
                text.replace("</decisionTable>", addedRow + "</decisionTable>"));
        var decisions = DmnFolder.read(folder, Clock.systemUTC());
        assertThat(decisions.problems()).isEmpty();
        return StageFile.read(decisions);
    }

    private void copy(String file) throws IOException {
        Files.copy(Path.of("bpmn", file), folder.resolve(file));
    }
}
