package dev.trellis.email;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The days on which no send window opens. */
final class Holidays {

    /** Instead of a country. */
    private static final String EVERYWHERE = "everywhere";

    private final Map<String, Set<LocalDate>> once = new HashMap<>();
    private final Map<String, Set<MonthDay>> everyYear = new HashMap<>();

    /**
     * Reads the setting.
     *
     * @param byCountry dates such as 2026-04-03, or 12-25 for every year, by ISO country code or {@code everywhere}
     * @throws IllegalArgumentException if one is no date, or belongs to no country
     */
    Holidays(Map<String, List<String>> byCountry) {
        byCountry.forEach((country, dates) -> {
            var key = country.toUpperCase(Locale.ROOT);
            if (!country.equals(EVERYWHERE) && !Set.of(Locale.getISOCountries()).contains(key)) {
                throw new IllegalArgumentException("trellis.email.holidays: '" + country
                        + "' is neither a country code such as DE nor everywhere");
            }
            dates.forEach(date -> add(country.equals(EVERYWHERE) ? EVERYWHERE : key, date));
        });
    }

    boolean isHoliday(LocalDate day, @Nullable String country) {
        return isHolidayIn(EVERYWHERE, day) || (country != null && isHolidayIn(country.toUpperCase(Locale.ROOT), day));
    }

    private boolean isHolidayIn(String place, LocalDate day) {
        return once.getOrDefault(place, Set.of()).contains(day)
                || everyYear.getOrDefault(place, Set.of()).contains(MonthDay.from(day));
    }

    private void add(String place, String date) {
        try {
            if (date.length() == "12-25".length()) {
                everyYear.computeIfAbsent(place, key -> new HashSet<>()).add(MonthDay.parse("--" + date));
            } else {
                once.computeIfAbsent(place, key -> new HashSet<>()).add(LocalDate.parse(date));
            }
        } catch (DateTimeException ex) {
            throw new IllegalArgumentException(
                    "trellis.email.holidays: '" + date + "' of " + place + " is no date such as 2026-04-03 or 12-25",
                    ex);
        }
    }
}
