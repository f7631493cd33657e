package dev.trellis.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class AdjustableClockTests {

    private final AdjustableClock clock = new AdjustableClock();

    @Test
    void isRealTimePlusWhatItWasAdvancedBy() {
        clock.advance(Duration.ofDays(7));
        clock.advance(Duration.ofHours(1));
        assertThat(clock.offset()).isEqualTo(Duration.ofDays(7).plusHours(1));
        assertThat(clock.instant()).isCloseTo(Instant.now().plus(clock.offset()), within(10, ChronoUnit.SECONDS));
    }

    @Test
    void neverGoesBack() {
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Duration.ofSeconds(-1)));
    }

    @Test
    void ticksInTheMicrosecondsTheDatabaseKeeps() {
        var now = clock.instant();

        assertThat(now).isEqualTo(now.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void movesTogetherWithItsViewsInOtherZones() {
        var berlin = clock.withZone(ZoneId.of("Europe/Berlin"));
        clock.advance(Duration.ofDays(1));
        assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(berlin.instant()).isCloseTo(clock.instant(), within(10, ChronoUnit.SECONDS));
    }
}
