package dev.trellis.email;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The send windows that a diagram may name. */
@Component
public class SendWindows {

    /** Monday to Friday, nine to five, where the contact lives; the default for marketing mail. */
    public static final String OFFICE_HOURS = "office-hours";

    /** The default for everything else. */
    public static final String ANY_TIME = "any-time";

    private static final int DAYS_TO_LOOK_AHEAD = 400;

    private final EmailProperties properties;
    private final Holidays holidays;

    SendWindows(EmailProperties properties) {
        this.properties = properties;
        this.holidays = new Holidays(properties.holidays());
    }

    public Set<String> names() {
        var names = new LinkedHashSet<>(properties.windows().keySet());
        names.add(ANY_TIME);
        return names;
    }

    /**
     * The moment itself if the window is open then. Otherwise a moment after it opens next, later the higher the
     * fraction, so that those who waited for the opening do not all go at once.
     *
     * @param country whose holidays are left out too, besides those that are everywhere; null where it is not known
     * @param fraction from 0 up to 1, the same for the same send
     */
    Instant slot(String name, Instant from, ZoneId zone, @Nullable String country, double fraction) {
        var window = properties.windows().get(name);
        if (name.equals(ANY_TIME) || window == null) {
            return from;
        }
        var day = from.atZone(zone).toLocalDate();
        for (int i = 0; i < DAYS_TO_LOOK_AHEAD; i++, day = day.plusDays(1)) {
            if (!window.days().contains(day.getDayOfWeek()) || holidays.isHoliday(day, country)) {
                continue;
            }
            var opens = day.atTime(window.from()).atZone(zone).toInstant();
            var closes = closing(window, day, zone);
            if (!from.isBefore(closes) || !opens.isBefore(closes)) {
                continue;
            }
            return from.isBefore(opens) ? spread(opens, closes, fraction) : from;
        }
        throw new IllegalStateException("The send window " + name + " never opens");
    }

    /** The same for somebody whose country is not known. */
    Instant slot(String name, Instant from, ZoneId zone, double fraction) {
        return slot(name, from, zone, null, fraction);
    }

    private static Instant closing(EmailProperties.Window window, LocalDate day, ZoneId zone) {
        var lastDay = window.to().isAfter(window.from()) ? day : day.plusDays(1);
        return lastDay.atTime(window.to()).atZone(zone).toInstant();
    }

    private Instant spread(Instant opens, Instant closes, double fraction) {
        var open = Duration.between(opens, closes);
        var range = open.compareTo(properties.spread()) < 0 ? open : properties.spread();
        return opens.plusMillis((long) (range.toMillis() * fraction));
    }
}
