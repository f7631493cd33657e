package dev.trellis.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

@DatabaseTest
class UtcTimeTests {

    private static final Clock AUCKLAND =
            Clock.fixed(Instant.parse("2026-03-01T23:59:59.123456789Z"), ZoneId.of("Pacific/Auckland"));

    private final Database database;

    UtcTimeTests(Database database) {
        this.database = database;
    }

    @Test
    void aMomentComesBackFromTheDatabaseAsItWent() {
        var now = UtcTime.now(AUCKLAND);

        assertThat(database.jdbc()
                        .sql("select cast(:at as timestamptz) as at")
                        .param("at", UtcTime.utc(now))
                        .query((row, number) -> UtcTime.instant(row, "at"))
                        .single())
                .isEqualTo(now)
                .isEqualTo(Instant.parse("2026-03-01T23:59:59.123456Z"));
    }

    @Test
    void noMomentComesBackAsNone() {
        assertThat(database.jdbc()
                        .sql("select cast(:at as timestamptz) as at")
                        .param("at", UtcTime.utcOrNull(null))
                        .query((row, number) -> UtcTime.instantOrNull(row, "at") == null)
                        .single())
                .isTrue();
    }

    @Test
    void aMomentThatMayBeMissingComesBackIfItIsThere() {
        var now = UtcTime.now(AUCKLAND);

        assertThat(database.jdbc()
                        .sql("select cast(:at as timestamptz) as at")
                        .param("at", UtcTime.utcOrNull(now))
                        .query((row, number) -> now.equals(UtcTime.instantOrNull(row, "at")))
                        .single())
                .isTrue();
    }

    @Test
    void theDayIsUtcsAndNotTheClocks() {
        assertThat(UtcTime.today(AUCKLAND)).isEqualTo(LocalDate.of(2026, 3, 1));
    }

    @Test
    void aDayBeginsAtMidnightInUtc() {
        assertThat(UtcTime.midnight(LocalDate.of(2026, 3, 1))).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
    }
}
