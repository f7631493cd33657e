package dev.trellis.demo;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/** The moments the demo looks at: while people work, at times that change, so that every time zone gets its turn. */
final class Pace {

    private static final LocalTime MORNING = LocalTime.of(10, 0);
    private static final LocalTime AFTERNOON = LocalTime.of(15, 0);

    private Pace() {}

    static Instant firstMorning(Instant now) {
        return ZonedDateTime.ofInstant(now, ZoneOffset.UTC)
                .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
                .with(MORNING)
                .toInstant();
    }

    static Instant hoursLater(Instant now, int hours) {
        return now.plusSeconds(hours * 3_600L);
    }

    static Instant nextMorning(Instant now) {
        var day = ZonedDateTime.ofInstant(now, ZoneOffset.UTC).plusDays(1);
        while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            day = day.plusDays(1);
        }
        return day.with(MORNING).toInstant();
    }

    /** Half a week on: Tuesday morning or Friday afternoon. */
    static Instant halfAWeekLater(Instant now) {
        var time = ZonedDateTime.ofInstant(now, ZoneOffset.UTC);
        var tuesday = time.with(TemporalAdjusters.next(DayOfWeek.TUESDAY)).with(MORNING);
        var friday = time.with(TemporalAdjusters.next(DayOfWeek.FRIDAY)).with(AFTERNOON);
        return (tuesday.isBefore(friday) ? tuesday : friday).toInstant();
    }
}
