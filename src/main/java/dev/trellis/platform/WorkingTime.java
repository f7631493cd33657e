package dev.trellis.platform;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount of working time, as people set deadlines: so many working days, then so many working hours.
 *
 * <p>Written as an ISO 8601 duration: {@code P1D} is one working day, {@code PT4H} four working hours, {@code P1W} five
 * working days.
 *
 * @param days working days
 * @param time working hours and minutes on top
 */
public record WorkingTime(int days, Duration time) {

    private static final int DAYS_OF_A_WEEK = 5;
    private static final Pattern FORMAT = Pattern.compile("P(?:(\\d{1,4})W)?(?:(\\d{1,5})D)?(T.+)?");

    public WorkingTime {
        if (days < 0 || time.isNegative()) {
            throw new IllegalArgumentException("Working time must not be negative");
        }
    }

    /**
     * Reads an ISO 8601 duration.
     *
     * @throws IllegalArgumentException if it is none, is negative, or counts in months or years
     */
    public static WorkingTime parse(String text) {
        var matcher = FORMAT.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches() || matcher.end() == 1) {
            throw notWorkingTime(text, null);
        }
        try {
            var time = matcher.group(3) == null ? Duration.ZERO : Duration.parse("P" + matcher.group(3));
            if (time.isNegative()) {
                throw notWorkingTime(text, null);
            }
            return new WorkingTime(number(matcher.group(1)) * DAYS_OF_A_WEEK + number(matcher.group(2)), time);
        } catch (DateTimeParseException ex) {
            throw notWorkingTime(text, ex);
        }
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static IllegalArgumentException notWorkingTime(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no working time; write P1D for one working day or PT4H for four working hours",
                cause);
    }
}
