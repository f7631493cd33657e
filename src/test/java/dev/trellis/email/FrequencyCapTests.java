package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrequencyCapTests {

    private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);

    private final FrequencyCap cap = new FrequencyCap(1, 3);

    @Test
    void oneADay() {
        assertThat(cap.allows(MONDAY, List.of())).isTrue();
        assertThat(cap.allows(MONDAY, List.of(MONDAY))).isFalse();
        assertThat(cap.allows(MONDAY.plusDays(1), List.of(MONDAY))).isTrue();
    }

    @Test
    void threeInAnySevenDaysInARow() {
        var taken = List.of(MONDAY, MONDAY.plusDays(2), MONDAY.plusDays(4));

        assertThat(cap.allows(MONDAY.plusDays(6), taken)).isFalse();
        assertThat(cap.allows(MONDAY.plusDays(7), taken)).isTrue();
        assertThat(cap.allows(MONDAY.minusDays(2), taken))
                .as("later mail counts too")
                .isFalse();
        assertThat(cap.allows(MONDAY.minusDays(3), taken)).isTrue();
    }
}
