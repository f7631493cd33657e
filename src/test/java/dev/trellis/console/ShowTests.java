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
}
