package dev.trellis.handoff;

import dev.trellis.platform.InvalidValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * When a member takes nothing.
 *
 * @param from null where it has begun
 * @param until when the member is back; null for not absent
 */
public record Absence(@Nullable Instant from, @Nullable Instant until) {

    /**
     * An absence as people write it: days, which begin where the member works, or instants.
     *
     * @param until the day the member is back; blank for not absent
     */
    public static Absence of(@Nullable String from, @Nullable String until, ZoneId zone) {
        var begins = moment("absentFrom", from, zone);
        var ends = moment("absentUntil", until, zone);
        if (begins != null && ends == null) {
            throw new InvalidValueException("absentUntil", "is missing: say when the absence that begins ends");
        }
        if (begins != null && ends != null && !begins.isBefore(ends)) {
            throw new InvalidValueException("absentUntil", "must be after absentFrom: it is the day of the return");
        }
        return new Absence(begins, ends);
    }

    private static @Nullable Instant moment(String field, @Nullable String text, ZoneId zone) {
        if (text == null || text.isBlank()) {
            return null;
        }
        var given = text.strip();
        try {
            return given.contains("T")
                    ? OffsetDateTime.parse(given).toInstant()
                    : LocalDate.parse(given).atStartOfDay(zone).toInstant();
        } catch (DateTimeException ex) {
            throw new InvalidValueException(field, "must be a day such as 2027-01-31 or an instant, not " + given);
        }
    }
}
