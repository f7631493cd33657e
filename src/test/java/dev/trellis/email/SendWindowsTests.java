package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trellis.email.EmailProperties.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendWindowsTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private final SendWindows windows = windows(Map.of(
            "night", new Window(List.of(DayOfWeek.values()), LocalTime.of(2, 0), LocalTime.of(3, 0)),
            "late", new Window(List.of(DayOfWeek.values()), LocalTime.of(22, 0), LocalTime.of(2, 0)),
            "saturday", new Window(List.of(DayOfWeek.SATURDAY), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT)));

    @Test
    void anOpenWindowIsNow() {
        var monday = Instant.parse("2026-03-02T10:00:00Z");

        assertThat(windows.slot("office-hours", monday, BERLIN, 0.9)).isEqualTo(monday);
    }

    @Test
    void theWeekendWaitsForMondayWhereTheContactLives() {
        var saturday = Instant.parse("2026-02-28T12:00:00Z");

        assertThat(windows.slot("office-hours", saturday, BERLIN, 0)).isEqualTo("2026-03-02T08:00:00Z");
        assertThat(windows.slot("office-hours", saturday, NEW_YORK, 0)).isEqualTo("2026-03-02T14:00:00Z");
    }

    @Test
    void whoeverWaitedIsSpreadAfterTheOpening() {
        var sunday = Instant.parse("2026-03-01T12:00:00Z");

        assertThat(windows.slot("office-hours", sunday, BERLIN, 0.5)).isEqualTo("2026-03-02T09:30:00Z");
        assertThat(windows.slot("office-hours", sunday, BERLIN, 0.999)).isBefore("2026-03-02T11:00:00Z");
    }

    @Test
    void officeHoursFollowTheClockThroughDaylightSaving() {
        assertThat(windows.slot("office-hours", Instant.parse("2026-03-28T12:00:00Z"), BERLIN, 0))
                .as("clocks went forward on the 29th")
                .isEqualTo("2026-03-30T07:00:00Z");
        assertThat(windows.slot("office-hours", Instant.parse("2026-10-24T12:00:00Z"), BERLIN, 0))
                .as("clocks went back on the 25th")
                .isEqualTo("2026-10-26T08:00:00Z");
    }

    @Test
    void aWindowThatTheClockJumpsOverOpensTheNextNight() {
        assertThat(windows.slot("night", Instant.parse("2026-03-29T00:30:00Z"), BERLIN, 0))
                .isEqualTo("2026-03-30T00:00:00Z");
    }

    @Test
    void anHourThatComesTwiceIsOneWindow() {
        var first = Instant.parse("2026-10-25T00:30:00Z");
        var second = Instant.parse("2026-10-25T01:30:00Z");

        assertThat(windows.slot("night", first, BERLIN, 0)).isEqualTo(first);
        assertThat(windows.slot("night", second, BERLIN, 0)).isEqualTo(second);
        assertThat(windows.slot("night", Instant.parse("2026-10-25T02:00:00Z"), BERLIN, 0))
                .isEqualTo("2026-10-26T01:00:00Z");
    }

    @Test
    void aWindowMayEndTheNextMorning() {
        var evening = Instant.parse("2026-03-02T22:30:00Z");

        assertThat(windows.slot("late", evening, ZoneOffset.UTC, 0)).isEqualTo(evening);
    }

    @Test
    void aWindowMayBeAWholeDay() {
        var saturday = Instant.parse("2026-02-28T23:59:00Z");

        assertThat(windows.slot("saturday", saturday, ZoneOffset.UTC, 0)).isEqualTo(saturday);
        assertThat(windows.slot("saturday", Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC, 0))
                .isEqualTo("2026-03-07T00:00:00Z");
    }

    @Test
    void anyTimeIsAlwaysOpen() {
        var night = Instant.parse("2026-03-01T03:00:00Z");

        assertThat(windows.slot("any-time", night, BERLIN, 0.5)).isEqualTo(night);
        assertThat(windows.names()).contains("office-hours", "any-time", "night");
    }

    @Test
    void holidaysAreLeftOutWhereTheyAre() {
        var windows = windows(
                Map.of(), Map.of("everywhere", List.of("2026-03-02"), "DE", List.of("03-03"), "fr", List.of("03-04")));
        var sunday = Instant.parse("2026-03-01T12:00:00Z");

        assertThat(windows.slot("office-hours", sunday, BERLIN, 0)).isEqualTo("2026-03-03T08:00:00Z");
        assertThat(windows.slot("office-hours", sunday, BERLIN, "de", 0)).isEqualTo("2026-03-04T08:00:00Z");
        assertThat(windows.slot("office-hours", sunday, BERLIN, "FR", 0)).isEqualTo("2026-03-03T08:00:00Z");
        assertThat(windows.slot("office-hours", Instant.parse("2027-03-02T20:00:00Z"), BERLIN, "DE", 0))
                .isEqualTo("2027-03-04T08:00:00Z");
        assertThat(windows.slot("any-time", sunday, BERLIN, "DE", 0)).isEqualTo(sunday);
    }

    @Test
    void aHolidayThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Holidays(Map.of("DE", List.of("13-45"))))
                .hasMessage("trellis.email.holidays: '13-45' of DE is no date such as 2026-04-03 or 12-25");
        assertThatThrownBy(() -> new Holidays(Map.of("Germany", List.of("12-25"))))
                .hasMessageContaining("neither a country code such as DE nor everywhere");
    }

    static SendWindows windows(Map<String, Window> more) {
        return windows(more, Map.of());
    }

    private static SendWindows windows(Map<String, Window> more, Map<String, List<String>> holidays) {
        return new SendWindows(new EmailProperties(
                true,
                Map.of(),
                0,
                1,
                1,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1,
                3,
                null,
                ZoneOffset.UTC,
                Duration.ofHours(3),
                Map.of(),
                null,
                more,
                holidays,
                true,
                EmailProperties.ClickTracking.IDENTIFY));
    }
}
