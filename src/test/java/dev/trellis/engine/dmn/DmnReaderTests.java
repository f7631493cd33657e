package dev.trellis.engine.dmn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.engine.DecisionException;
import dev.trellis.engine.dmn.TestTable.Column;
import dev.trellis.platform.Problem;
import dev.trellis.platform.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DmnReaderTests {

    private static final List<Column> INPUTS = List.of(new Column("color", "string"), new Column("size", "number"));
    private static final List<Column> OUTPUTS = List.of(new Column("price", "number"));

    @Test
    void aSoundTableAnswersWithRowAndAnnotation() {
        var decision = table("FIRST", row("\"red\"", "", "1"), row("", ">= 3", "2"))
                .decide(Map.of("color", "blue", "size", 4));

        assertThat(decision.rule()).isEqualTo(2);
        assertThat(decision.label()).isEqualTo("row 2");
        assertThat(decision.number("price")).isEqualTo(2L);
    }

    @Test
    void nothingMatchesWhereNothingFits() {
        assertThat(table("FIRST", row("\"red\"", "", "1"))
                        .decide(Map.of("color", "blue"))
                        .matched())
                .isFalse();
    }

    @Test
    void twoMatchesBreakUnique() {
        var table = table("UNIQUE", row("\"red\"", "", "1"), row("", "> 1", "2"));

        assertThatExceptionOfType(DecisionException.class)
                .isThrownBy(() -> table.decide(Map.of("color", "red", "size", 2)))
                .withMessage("d.dmn: decision d: rows 1 and 2 both match, but with hit policy UNIQUE one may");
    }

    @Test
    void aTableThatGivesSeveralCannotAnswerWithOne() {
        var table = table("COLLECT", row("\"red\"", "", "1"), row("", "> 1", "2"));

        assertThat(table.decideAll(Map.of("color", "red", "size", 2))).hasSize(2);
        assertThatExceptionOfType(DecisionException.class).isThrownBy(() -> table.decide(Map.of("color", "red")));
    }

    @Test
    void literalsCanBeListed() {
        var table = table("FIRST", row("\"red\", \"blue\"", "", "1"), row("not(\"green\")", "> 1", "2"));

        assertThat(table.outputValues("price")).containsExactly(1L, 2L);
        assertThat(table.inputValues("color")).containsExactly("red", "blue");
    }

    @Test
    void everyProblemIsNamedWithRowAndColumn() {
        var problems = problems(
                "FIRST",
                row("\"red", "", "1"),
                row("\"red\"", "\"big\"", "1"),
                row("red", "", "\"dear\""),
                row("", "< \"x\"", ""),
                row("", "", "cheap"));

        assertThat(problems)
                .extracting(Problem::toString)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("d.dmn:d: row 1, column 1: failed to parse"),
                        second -> assertThat(second)
                                .isEqualTo(
                                        "d.dmn:d: row 2, column 2: is text (\"big\"), but the column holds a number (type"
                                                + " number)"),
                        third -> assertThat(third)
                                .isEqualTo(
                                        "d.dmn:d: row 3, column 1: red is neither an input of this table nor text in quotes;"
                                                + " write \"red\" if it is text"),
                        fourth -> assertThat(fourth)
                                .isEqualTo(
                                        "d.dmn:d: row 3, column 3: is text (\"dear\"), but the column holds a number (type"
                                                + " number)"),
                        fifth -> assertThat(fifth).contains("row 4, column 2: is text"),
                        sixth -> assertThat(sixth)
                                .isEqualTo(
                                        "d.dmn:d: row 4, column 3: is empty; write null where the answer is left open"),
                        seventh -> assertThat(seventh).contains("row 5, column 3: cheap is neither an input"));
    }

    @Test
    void anUnknownHitPolicyIsAProblem() {
        assertThat(problems("BEST", row("", "", "1")))
                .extracting(Problem::problem)
                .containsExactly("has the hit policy BEST; the engine knows ANY, COLLECT, FIRST, RULE ORDER, UNIQUE");
    }

    @Test
    void aRowOfTheWrongWidthIsAProblem() {
        assertThat(problems("FIRST", List.of("", "")))
                .extracting(Problem::problem)
                .containsExactly("row 1: has 2 conditions and 0 answers for 2 input and 1 output columns");
    }

    @Test
    void anIdUsedTwiceIsAProblem() {
        var xml = TestTable.xml("d", "FIRST", INPUTS, OUTPUTS, List.of(row("", "", "1")))
                .replace("id='e0-1'", "id='e0-0'");

        assertThat(read(xml).problems())
                .extracting(Problem::problem)
                .contains("the id e0-0 is used twice; ids must differ within a file");
    }

    @Test
    void brokenXmlIsAProblemWithItsLine() {
        var xml = TestTable.xml("d", "FIRST", INPUTS, OUTPUTS, List.of(row("", "", "1")))
                .replace("</decision>", "");

        assertThat(read(xml).problems())
                .singleElement()
                .asString()
                .startsWith("d.dmn:file: is not well-formed XML: line ");
    }

    @Test
    void entitiesFromOutsideAreRefused() {
        var xml = "<!DOCTYPE definitions [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><definitions>&x;</definitions>";

        assertThat(read(xml).problems()).singleElement().asString().contains("DOCTYPE");
    }

    @Test
    void allFilesAreReadAndAllProblemsToldAtOnce(@TempDir Path folder) throws IOException {
        write(folder, "one.dmn", "same", "1");
        write(folder, "two.dmn", "same", "1");
        write(folder, "three.dmn", "other", "\"x\"");

        var read = DmnFolder.read(folder, Clock.systemUTC());

        assertThat(read.problems())
                .extracting(Problem::toString)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("three.dmn:other: row 1, column 3: is text"),
                        second -> assertThat(second)
                                .isEqualTo(
                                        "two.dmn:same: the id same is taken by a decision of one.dmn; choose another"));
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(read::requireSound)
                .withMessageContaining("three.dmn:other: row 1, column 3")
                .withMessageContaining("two.dmn:same");
    }

    @Test
    void aDecisionThatAsksAnotherIsLeftToTheLibrary() {
        var xml = """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="ds" name="n" namespace="test">
                <decision id="double" name="Double"><variable id="v" name="double"/>
                  <literalExpression id="l"><text>size * 2</text></literalExpression></decision>
                <decision id="d" name="D"><informationRequirement id="ir"><requiredDecision href="#double"/></informationRequirement>
                <decisionTable id="t" hitPolicy="FIRST">
                <input id="i"><inputExpression id="ie" typeRef="number"><text>double</text></inputExpression></input>
                <output id="o" name="price" typeRef="number"/>
                <rule id="r1"><description>small</description><inputEntry id="a"><text>&lt; 10</text></inputEntry>
                  <outputEntry id="b"><text>1</text></outputEntry></rule>
                <rule id="r2"><description>big</description><inputEntry id="c"><text></text></inputEntry>
                  <outputEntry id="e"><text>double + 1</text></outputEntry></rule>
                </decisionTable></decision></definitions>
                """;
        var read = read(xml);
        assertThat(read.problems()).isEmpty();
        var logic = read.decisions().get("d");
        assertThat(logic).isInstanceOf(LibraryDecision.class);

        var decision = logic.decide(new HashMap<>(Map.of("size", 6)));

        assertThat(decision.rule()).isEqualTo(2);
        assertThat(decision.label()).isEqualTo("big");
        assertThat(decision.number("price")).isEqualTo(13L);
    }

    private static void write(Path folder, String file, String id, String output) throws IOException {
        Files.writeString(
                folder.resolve(file), TestTable.xml(id, "FIRST", INPUTS, OUTPUTS, List.of(row("", "", output))));
    }

    private static List<String> row(String color, String size, String price) {
        return List.of(color, size, price);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static DecisionLogic table(String policy, List<String>... rows) {
        var read = read(TestTable.xml("d", policy, INPUTS, OUTPUTS, List.of(rows)));
        assertThat(read.problems()).isEmpty();
        var logic = read.decisions().get("d");
        assertThat(logic).isNotNull();
        return logic;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static List<Problem> problems(String policy, List<String>... rows) {
        return read(TestTable.xml("d", policy, INPUTS, OUTPUTS, List.of(rows))).problems();
    }

    private static DmnReader.Result read(String xml) {
        return new DmnReader(Clock.systemUTC()).read("d.dmn", TestTable.bytes(xml));
    }
}
