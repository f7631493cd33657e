package dev.trellis.nurturing.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

/** Time as the calendar counts it, nights and weekends included. */
final class CalendarTime {

    private CalendarTime() {}

    /**
     * The instant so much later.
     *
     * @param duration as ISO 8601 writes it: {@code PT4H}, {@code P3D}, {@code P2W}, {@code P12M}
     */
    static Instant after(Instant from, String duration) {
        return duration.contains("T")
                ? from.plus(Duration.parse(duration))
                : from.atZone(ZoneOffset.UTC).plus(Period.parse(duration)).toInstant();
    }
}
