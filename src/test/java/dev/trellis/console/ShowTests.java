package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShowTests {

    @ParameterizedTest
    @CsvSource({
        "lead-1-problem, Lead 1 problem",
        "sales-manager, Sales manager",
        "mql, MQL",
        "mql-answer, MQL answer",
        "sql_next-steps, SQL next steps",
        "sqlite, Sqlite",
        "'', ''",
    })
    void aNameIsWrittenAsPeopleWriteIt(String name, String words) {
        assertThat(new Show().words(name)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "rule:lifecycle-stage#3, row 3 of lifecycle-stage.dmn",
        "rule:by-hand, rule by-hand",
        "journey:mql, journey MQL",
        "sam, sam",
    })
    void whoDidSomethingIsReadable(String actor, String words) {
        assertThat(new Show().actor(actor)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"time":"2026-11-27T09:29:57Z","token":"api","source":"fair"} | Source: fair · Token: api
                    Said so at the fair                                           | Said so at the fair
                    {half                                                         | {half
                    """)
    void howAConsentIsKnownIsReadable(String evidence, String words) {
        assertThat(new Show().evidence(evidence)).isEqualTo(words);
    }
}
