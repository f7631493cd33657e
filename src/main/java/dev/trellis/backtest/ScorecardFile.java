package dev.trellis.backtest;

import dev.trellis.backtest.CsvLeads.Column;
import dev.trellis.backtest.Scorecard.Line;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a scorecard as a DMN file that Camunda Modeler opens: one table whose rows add up. */
final class ScorecardFile {

    static final String NAME = "lead-score.dmn";

    private ScorecardFile() {}

    static String write(Scorecard card) {
        var xml = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" \
                xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" \
                xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" \
                xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="lead-score-definitions" \
                name="Suggested lead score" namespace="http://camunda.org/schema/1.0/dmn" \
                modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
                  <decision id="lead-score" name="What a lead is worth">
                    <decisionTable id="lead-score-table" hitPolicy="COLLECT" aggregation="SUM">
                """);
        var columns = card.columns();
        for (var column : columns) {
            xml.append("""
                          <input id="in-%1$s" label="%2$s">
                            <inputExpression id="in-%1$s-expression" typeRef="%3$s">
                              <text>%1$s</text>
                            </inputExpression>
                          </input>
                    """.formatted(
                            column.variable(), escaped(column.header()), column.isNumber() ? "number" : "string"));
        }
        xml.append("      <output id=\"out-points\" label=\"Points\" name=\"points\" typeRef=\"number\" />\n");
        int number = 0;
        rule(xml, ++number, "Everybody.", columns, null, card.base());
        for (var line : card.lines()) {
            rule(
                    xml,
                    ++number,
                    line.column().header() + ": " + line.bin().words() + ". "
                            + line.bin().experience() + ".",
                    columns,
                    line,
                    line.points());
        }
        return xml.append("""
                    </decisionTable>
                  </decision>
                  <dmndi:DMNDI>
                    <dmndi:DMNDiagram id="lead-score-diagram">
                      <dmndi:DMNShape id="lead-score-shape" dmnElementRef="lead-score">
                        <dc:Bounds height="80" width="180" x="160" y="100" />
                      </dmndi:DMNShape>
                    </dmndi:DMNDiagram>
                  </dmndi:DMNDI>
                </definitions>
                """).toString();
    }

    private static void rule(
            StringBuilder xml, int number, String description, List<Column> columns, @Nullable Line line, int points) {
        xml.append("      <rule id=\"row-").append(number).append("\">\n");
        xml.append("        <description>").append(escaped(description)).append("</description>\n");
        for (var column : columns) {
            var test = line != null && line.column().equals(column) ? line.bin().test() : "";
            xml.append("        <inputEntry id=\"row-%d-%s\"><text>%s</text></inputEntry>\n"
                    .formatted(number, column.variable(), escaped(test)));
        }
        xml.append("        <outputEntry id=\"row-%d-points\"><text>%d</text></outputEntry>\n      </rule>\n"
                .formatted(number, points));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
