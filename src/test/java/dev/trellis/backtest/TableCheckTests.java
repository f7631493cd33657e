package dev.trellis.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.engine.DecisionTables;
import dev.trellis.engine.dmn.DmnFolder;
import dev.trellis.platform.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableCheckTests {

    private static final DecisionTables TABLES = DmnFolder.read(Path.of("bpmn"), Clock.systemUTC());

    @ParameterizedTest
    @ValueSource(strings = {"lead-score.dmn", "lead-fit.dmn", "lifecycle-stage.dmn"})
    void whatIsInUseCanBeTried(String file) throws IOException {
        assertThat(problems(file, "", "")).isEmpty();
    }

    @Test
    void aColumnThatNobodyFillsIsNamedWithThoseThatAre() throws IOException {
        assertThat(problems("lead-score.dmn", "<text>activityType</text>", "<text>activity</text>"))
                .singleElement()
                .asString()
                .contains(
                        "lead-score: looks at activity, which nobody tells it",
                        "activityType, asset, emailDomain, page");
    }

    @Test
    void anAnswerThatNobodyKnowsIsNamedWithThoseThatAre() throws IOException {
        var file = "lead-fit.dmn";
        var text = Files.readString(Path.of("bpmn", file));
        var allowed =
                text.replaceAll("<text>\"A\",[^<]*</text>", "<text>\"A\",\"B\",\"C\",\"D\",\"E\",\"unknown\"</text>");
        var last = allowed.lastIndexOf("<text>\"D\"</text>");

        var problems = problems(file, allowed.substring(0, last) + "<text>\"E\"</text>" + allowed.substring(last + 16));

        assertThat(problems).singleElement().asString().contains("lead-fit: answers", "E", "[A, B, C, D, unknown]");
    }

    @Test
    void aTableWithoutPointsIsNamed() throws IOException {
        assertThat(problems("lead-score.dmn", "name=\"points\"", "name=\"score\""))
                .singleElement()
                .asString()
                .contains("lead-score", "no output column points");
    }

    @Test
    void aBrokenCellIsNamedWithItsRowAndColumn() throws IOException {
        assertThat(problems("lead-score.dmn", "<text>40</text>", "<text>fourty</text>"))
                .first()
                .asString()
                .contains("lead-score.dmn:lead-score: row 12, column 5: fourty");
    }

    @Test
    void aFileWithNothingToTryIsRefused() throws IOException {
        assertThat(problems("recycle.dmn", "", ""))
                .singleElement()
                .asString()
                .contains("recycle", "no decision that a backtest asks", "lead-score");
        assertThat(problems("some.dmn", "<html/>")).singleElement().asString().contains("is no DMN file");
        assertThat(problems("some.dmn", "hello")).singleElement().asString().contains("not well-formed XML: line 1");
    }

    private static List<Problem> problems(String file, String from, String to) throws IOException {
        var text = Files.readString(Path.of("bpmn", file));
        int at = text.indexOf(from);
        assertThat(at).isNotNegative();
        return problems(file, text.substring(0, at) + to + text.substring(at + from.length()));
    }

    private static List<Problem> problems(String file, String text) {
        return TableCheck.ofHistories(DmnFolder.read(Map.of(file, text.getBytes(UTF_8)), Clock.systemUTC()), TABLES);
    }
}
