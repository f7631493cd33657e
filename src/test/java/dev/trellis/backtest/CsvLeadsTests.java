package dev.trellis.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trellis.backtest.CsvLeads.Column;
import dev.trellis.platform.InvalidValueException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLeadsTests {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(textBlock = """
            Lead Origin,                        leadOrigin
            What is your current occupation,    whatIsYourCurrentOccupation
            TotalVisits,                        totalVisits
            e-mail,                             eMail
            2nd visit,                          column2ndVisit
            If,                                 columnIf
            ???,                                column1
            Größe (cm),                         größeCm
            """)
    void tablesKnowColumnsByVariables(String header, String variable) {
        assertThat(CsvLeads.variable(header, 0)).isEqualTo(variable);
    }

    @Test
    void numbersAreNumbersAndBlankFieldsAreAbsent() throws IOException {
        var leads = open("""
                Name,Visits,Rate,Code,Won
                Ada,3,0.5,007,1
                "Bob, jr.",,12,,0
                """, "Won", "1", "Name");

        assertThat(leads.columns())
                .containsExactly(
                        new Column("Name", "name", false),
                        new Column("Visits", "visits", true),
                        new Column("Rate", "rate", true),
                        new Column("Code", "code", false));
        assertThat(all(leads, Set.of()))
                .containsExactly(
                        new CsvLead("Ada", Past.WON, Map.of("name", "Ada", "visits", 3L, "rate", 0.5, "code", "007")),
                        new CsvLead("Bob, jr.", Past.OTHER, Map.of("name", "Bob, jr.", "rate", 12L)));
    }

    @Test
    void keepsNoMoreThanIsAskedForAndNamesLeadsByTheirLines() throws IOException {
        var leads = open("a;b;Won\n1;2;yes\n3;4;no\n", "Won", "yes", null);

        assertThat(all(leads, Set.of("b")))
                .containsExactly(
                        new CsvLead("line 2", Past.WON, Map.of("b", 2L)),
                        new CsvLead("line 3", Past.OTHER, Map.of("b", 4L)));
    }

    @Test
    void brokenLinesAreCountedAndLeftOut() throws IOException {
        var leads = open("a,Won\n1,1\n\"x\"y,1\n2,0\n", "Won", "1", null);

        assertThat(leads.unreadable()).isEqualTo(1);
        assertThat(all(leads, Set.of())).hasSize(2);
    }

    @Test
    void saysWhatTheFileHasWhereItDoesNotHaveWhatIsNamed() {
        assertThatThrownBy(() -> open("a,Won\n1,1\n", "Outcome", "1", null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("'Outcome'")
                .hasMessageContaining("a, Won");
        assertThatThrownBy(() -> open("a,Won\n1,no\n2,yes\n", "Won", "1", null)).hasMessageContaining("no, yes");
        assertThatThrownBy(() -> open("", "Won", "1", null)).hasMessageContaining("without a row of headers");
        assertThatThrownBy(() -> CsvLeads.open(folder.resolve("none.csv"), "Won", "1", null))
                .hasMessageContaining("none.csv");
    }

    @Test
    void aFileInAnotherEncodingIsRefusedInWords() throws IOException {
        var file = folder.resolve("latin.csv");
        Files.write(file, "Größe,Won\n1,1\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> CsvLeads.open(file, "Won", "1", null)).hasMessageContaining("not in UTF-8");
    }

    private CsvLeads open(String text, String column, String value, @Nullable String id) throws IOException {
        var file = folder.resolve("leads.csv");
        Files.writeString(file, text);
        return CsvLeads.open(file, column, value, id);
    }

    private static List<CsvLead> all(CsvLeads leads, Set<String> wanted) {
        var all = new ArrayList<CsvLead>();
        leads.forEach(wanted, all::add);
        return all;
    }
}
