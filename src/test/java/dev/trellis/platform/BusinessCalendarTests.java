package dev.trellis.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BusinessCalendarTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final BusinessCalendar OFFICE =
            new BusinessCalendar(BERLIN, WorkingHours.OFFICE, Set.of(LocalDate.of(2026, 12, 25)));

    // 2026-11-20 is a Friday.
    @ParameterizedTest
    @CsvSource({
        "2026-11-20T10:00, PT4H, 2026-11-20T14:00",
        "2026-11-20T16:00, PT1H, 2026-11-20T17:00",
        "2026-11-20T16:00, PT2H, 2026-11-23T10:00",
        "2026-11-20T19:00, PT4H, 2026-11-23T13:00",
        "2026-11-21T12:00, PT0S, 2026-11-23T09:00",
        "2026-11-20T10:00, P1D, 2026-11-23T10:00",
        "2026-11-21T12:00, P1D, 2026-11-24T09:00",
        "2026-11-20T19:00, P1D, 2026-11-24T09:00",
        "2026-11-20T10:00, P1W, 2026-11-27T10:00",
        "2026-11-20T10:00, P1DT8H, 2026-11-24T10:00",
        "2026-12-24T16:30, PT1H, 2026-12-28T09:30",
        "2026-12-24T10:00, P1D, 2026-12-28T10:00",
        "2026-11-20T00:30, PT40H, 2026-11-26T17:00"
    })
    void countsOnlyWorkingTime(LocalDateTime from, String amount, LocalDateTime expected) {
        var due = OFFICE.plus(from.atZone(BERLIN).toInstant(), WorkingTime.parse(amount));

        assertThat(LocalDateTime.ofInstant(due, BERLIN)).isEqualTo(expected);
    }

    @Test
    void aDayKeepsItsTimeOfDayAcrossAChangeOfTheClocks() {
        var friday = LocalDateTime.of(2026, 3, 27, 10, 0).atZone(BERLIN).toInstant();

        var due = OFFICE.plusDays(friday, 1);

        assertThat(due).isEqualTo(Instant.parse("2026-03-30T08:00:00Z"));
        assertThat(Duration.between(friday, due)).isEqualTo(Duration.ofHours(71));
    }

    @Test
    void aNightShiftIsAsLongAsItReallyIsWhenTheClocksChange() {
        var night = new BusinessCalendar(BERLIN, WorkingHours.parse("sun 00:00-06:00"), Set.of());

        assertThat(workedOn(night, LocalDate.of(2026, 3, 29))).isEqualTo(Duration.ofHours(5));
        assertThat(workedOn(night, LocalDate.of(2026, 10, 25))).isEqualTo(Duration.ofHours(7));
        assertThat(workedOn(night, LocalDate.of(2026, 11, 1))).isEqualTo(Duration.ofHours(6));
    }

    @Test
    void aSpanThatTheClocksSkipIsNoWorkingTime() {
        var skipped = new BusinessCalendar(BERLIN, WorkingHours.parse("sun 02:00-02:45"), Set.of());

        assertThat(workedOn(skipped, LocalDate.of(2026, 3, 29))).isZero();
        assertThat(skipped.isWorkingDay(LocalDate.of(2026, 3, 29))).isFalse();
    }

    @Test
    void aDayWithShorterHoursEndsTheDeadlineAtItsEnd() {
        var calendar =
                new BusinessCalendar(BERLIN, WorkingHours.parse("mon-thu 09:00-17:00, fri 09:00-13:00"), Set.of());
        var thursday = LocalDateTime.of(2026, 11, 19, 16, 0).atZone(BERLIN).toInstant();

        assertThat(LocalDateTime.ofInstant(calendar.plusDays(thursday, 1), BERLIN))
                .isEqualTo(LocalDateTime.of(2026, 11, 20, 13, 0));
    }

    @Test
    void aCalendarWithoutWorkingDaysSaysSoInsteadOfSearchingForEver() {
        var holidays = new HashSet<LocalDate>();
        var day = LocalDate.of(2026, 1, 1);
        for (var i = 0; i < 22 * 366; i++) {
            holidays.add(day.plusDays(i));
        }
        var never = new BusinessCalendar(BERLIN, WorkingHours.OFFICE, holidays);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> never.plus(Instant.parse("2026-01-05T10:00:00Z"), Duration.ofHours(1)))
                .withMessageContaining("No working days left");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "PT", "P1M", "P1Y", "-P1D", "PT-4H", "P1DT", "4 hours", "1D"})
    void whatIsNoWorkingTimeIsRefusedWithAnExample(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkingTime.parse(text))
                .withMessageContaining("P1D");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mon-fri",
                "09:00-17:00",
                "fri-mon 09:00-17:00",
                "mon 9-17",
                "mon 17:00-09:00",
                "mon 09:00-12:00 11:00-13:00",
                "mon 09:00-17:00, ",
                "someday 09:00-17:00"
            })
    void whatAreNoWorkingHoursIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> WorkingHours.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mon-fri 09:00-17:00",
                "mon-thu 09:00-12:00 13:00-17:30, fri 09:00-15:00",
                "sat 22:00-24:00, sun 00:00-06:00",
                "mon 09:00-17:00, wed 09:00-17:00"
            })
    void workingHoursReadBackAsTheyAreWritten(String text) {
        assertThat(WorkingHours.parse(text)).hasToString(text);
        assertThat(WorkingHours.parse(WorkingHours.parse(text).toString())).isEqualTo(WorkingHours.parse(text));
    }

    /** Two thousand generated calendars, instants and amounts, across both changes of the clocks. */
    @Test
    void addingAndMeasuringAgree() {
        var random = new Random(20261122);
        for (var run = 0; run < 2_000; run++) {
            var calendar = calendar(random);
            var from = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(400 * 24 * 3600));
            var first = Duration.ofMinutes(random.nextInt(3_000));
            var second = Duration.ofMinutes(random.nextInt(3_000));

            var due = calendar.plus(from, first);

            assertThat(due).as("%s from %s", calendar, from).isAfterOrEqualTo(from);
            assertThat(calendar.between(from, due))
                    .as("%s from %s", calendar, from)
                    .isEqualTo(first);
            assertThat(calendar.plus(due, second))
                    .as("%s from %s: %s then %s", calendar, from, first, second)
                    .isEqualTo(calendar.plus(from, first.plus(second)));
            assertThat(calendar.isOpen(due) || calendar.isOpen(due.minusNanos(1)))
                    .as("%s: %s lies in working hours or at their end", calendar, due)
                    .isTrue();
            assertThat(calendar.isWorkingDay(LocalDate.ofInstant(
                                    calendar.plusDays(from, 3).minusNanos(1), calendar.zone()))
                            || calendar.isWorkingDay(LocalDate.ofInstant(calendar.plusDays(from, 3), calendar.zone())))
                    .isTrue();
            assertThat(calendar.plusDays(from, 3)).isAfterOrEqualTo(calendar.plusDays(from, 2));
        }
    }

    private static Duration workedOn(BusinessCalendar calendar, LocalDate date) {
        return calendar.between(
                date.atStartOfDay(BERLIN).toInstant(),
                date.plusDays(1).atStartOfDay(BERLIN).toInstant());
    }

    private static BusinessCalendar calendar(Random random) {
        var zones = List.of("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC");
        Map<DayOfWeek, List<WorkingHours.Span>> spans = new EnumMap<>(DayOfWeek.class);
        for (var day : DayOfWeek.values()) {
            if (day == DayOfWeek.SUNDAY || random.nextBoolean()) {
                spans.put(day, spans(random));
            }
        }
        var holidays = new HashSet<LocalDate>();
        for (var i = 0; i < 10; i++) {
            holidays.add(LocalDate.of(2026, 1, 1).plusDays(random.nextInt(400)));
        }
        return new BusinessCalendar(
                ZoneId.of(zones.get(random.nextInt(zones.size()))), new WorkingHours(spans), holidays);
    }

    private static List<WorkingHours.Span> spans(Random random) {
        var spans = new ArrayList<WorkingHours.Span>();
        var from = LocalTime.of(random.nextInt(4), random.nextInt(60));
        var to = from.plusMinutes(30 + random.nextInt(300));
        spans.add(new WorkingHours.Span(from, to));
        spans.add(new WorkingHours.Span(to.plusMinutes(random.nextInt(60)), LocalTime.of(23, random.nextInt(60))));
        return spans;
    }
}
