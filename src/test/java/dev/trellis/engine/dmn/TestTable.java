package dev.trellis.engine.dmn;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a DMN file with one table, for tests. */
final class TestTable {

    private TestTable() {}

    /** A column: the variable's name and its type. */
    record Column(String name, String type) {}

    static String xml(String id, String policy, List<Column> inputs, List<Column> outputs, List<List<String>> rows) {
        var xml = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d-%1$s" name="%1$s" namespace="test">
                <decision id="%1$s" name="%1$s"><decisionTable id="t-%1$s" hitPolicy="%2$s">
                """.formatted(id, policy));
        for (int i = 0; i < inputs.size(); i++) {
            xml.append(
                    "<input id='in%d'><inputExpression id='ine%d' typeRef='%s'><text>%s</text></inputExpression></input>\n"
                            .formatted(i, i, inputs.get(i).type(), inputs.get(i).name()));
        }
        for (int i = 0; i < outputs.size(); i++) {
            xml.append("<output id='out%d' name='%s' typeRef='%s'/>\n"
                    .formatted(i, outputs.get(i).name(), outputs.get(i).type()));
        }
        for (int row = 0; row < rows.size(); row++) {
            xml.append("<rule id='rule%d'><description>row %d</description>".formatted(row, row + 1));
            for (int column = 0; column < rows.get(row).size(); column++) {
                var entry = column < inputs.size() ? "inputEntry" : "outputEntry";
                xml.append("<%s id='e%d-%d'><text>%s</text></%s>"
                        .formatted(entry, row, column, escaped(rows.get(row).get(column)), entry));
            }
            xml.append("</rule>\n");
        }
        return xml.append("</decisionTable></decision></definitions>").toString();
    }

    static byte[] bytes(String xml) {
        return xml.getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
