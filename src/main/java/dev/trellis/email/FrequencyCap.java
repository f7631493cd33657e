package dev.trellis.email;

import java.time.LocalDate;
import java.util.Collection;

/**
 * How much marketing mail, of all topics or of one, a contact gets at most, over all journeys together.
 *
 * @param perDay in one day, where the contact lives
 * @param perWeek in any seven days in a row
 */
record FrequencyCap(int perDay, int perWeek) {

    /** Whether one more fits on the day. */
    boolean allows(LocalDate day, Collection<LocalDate> taken) {
        if (count(taken, day, day) >= perDay) {
            return false;
        }
        for (int i = 6; i >= 0; i--) {
            var first = day.minusDays(i);
            if (count(taken, first, first.plusDays(6)) >= perWeek) {
                return false;
            }
        }
        return true;
    }

    private static long count(Collection<LocalDate> taken, LocalDate first, LocalDate last) {
        return taken.stream()
                .filter(day -> !day.isBefore(first) && !day.isAfter(last))
                .count();
    }
}
