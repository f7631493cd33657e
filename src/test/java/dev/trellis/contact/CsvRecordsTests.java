package dev.trellis.contact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.CsvRecords.CsvRecord;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRecordsTests {

    @Test
    void readsPlainAndQuotedFields() throws IOException {
        assertThat(read("a,b,c\r\n1,\"two, \"\"2\"\"\",\n\"\",x y,\"line\nbreak\"\n"))
                .containsExactly(
                        record(1, "a", "b", "c"),
                        record(2, "1", "two, \"2\"", ""),
                        record(3, "", "x y", "line\nbreak"));
    }

    @Test
    void takesWhatSeparatesTheHeaderForTheWholeFile() throws IOException {
        assertThat(read("\ufeffa;b\n1,5;2\n")).containsExactly(record(1, "a", "b"), record(2, "1,5", "2"));
        assertThat(read("a\tb\r1\t2")).containsExactly(record(1, "a", "b"), record(2, "1", "2"));
    }

    @Test
    void aQuoteInTheMiddleOfAFieldIsJustAQuote() throws IOException {
        assertThat(read("a,b\n5\" pipe,x\n")).containsExactly(record(1, "a", "b"), record(2, "5\" pipe", "x"));
    }

    @Test
    void aQuoteThatIsNeverClosedCostsOneLine() throws IOException {
        var records = read("a,b\n\"open,1\nbo,2\n\"cy\",3\ndi,4\n");

        assertThat(records.get(1).problem()).contains("opened and never closed");
        assertThat(records.get(1).line()).isEqualTo(2);
        assertThat(records.subList(2, 5))
                .containsExactly(record(3, "bo", "2"), record(4, "cy", "3"), record(5, "di", "4"));
    }

    @Test
    void anOpenQuoteAtTheEndOfTheFileCostsOneLine() throws IOException {
        var records = read("a\n\"open\nbo");

        assertThat(records).hasSize(3);
        assertThat(records.getLast()).isEqualTo(record(3, "bo"));
    }

    @Test
    void textAfterAClosingQuoteCostsOneLine() throws IOException {
        var records = read("a,b\n\"Ada \"the great\" L\",1\nbo,2\n");

        assertThat(records.get(1).problem()).contains("written twice");
        assertThat(records.get(2)).isEqualTo(record(3, "bo", "2"));
    }

    @Test
    void aHugeLineCostsItselfOnly() throws IOException {
        var records = read("a,b\n" + "x".repeat(5_000_000) + ",1\nbo,2\n");

        assertThat(records.get(1).problem()).contains("more than 1,000,000 characters");
        assertThat(records.get(2)).isEqualTo(record(3, "bo", "2"));
    }

    @Test
    void linesAreCountedAsAnEditorDoes() throws IOException {
        assertThat(read("a\n\n\"x\ny\"\n\nz\n")).extracting(CsvRecord::line).containsExactly(1L, 2L, 3L, 5L, 6L);
    }

    private static CsvRecord record(long line, String... fields) {
        return new CsvRecord(line, List.of(fields), null);
    }

    private static List<CsvRecord> read(String text) throws IOException {
        var records = new CsvRecords(new StringReader(text));
        var read = new ArrayList<CsvRecord>();
        for (var next = records.header(); next != null; next = records.next()) {
            read.add(next);
        }
        return read;
    }
}
