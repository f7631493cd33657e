package dev.trellis.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTests {

    @Test
    void beginsOnAMondayMorning() {
        assertThat(Pace.firstMorning(Instant.parse("2026-11-22T04:00:00Z")))
                .isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
        assertThat(Pace.firstMorning(Instant.parse("2026-11-23T12:00:00Z")))
                .isEqualTo(Instant.parse("2026-11-30T10:00:00Z"));
    }

    @Test
    void skipsTheWeekend() {
        assertThat(Pace.nextMorning(Instant.parse("2026-11-27T15:00:00Z")))
                .isEqualTo(Instant.parse("2026-11-30T10:00:00Z"));
    }

    @Test
    void goesOnByHalfAWeekAtChangingHours() {
        var friday = Pace.halfAWeekLater(Instant.parse("2026-11-24T10:00:00Z"));
        assertThat(friday).isEqualTo(Instant.parse("2026-11-27T15:00:00Z"));
        assertThat(Pace.halfAWeekLater(friday)).isEqualTo(Instant.parse("2026-12-01T10:00:00Z"));
    }
}
