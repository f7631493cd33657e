package dev.trellis.handoff;

import java.time.Duration;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How soon what was handed off was answered.
 *
 * @param person null where it is the whole team's
 * @param week the Monday of the week in which it was given; null where it is that of all weeks
 * @param given how many were given to them
 * @param answered how many of those they accepted or rejected
 * @param inTime how many of those within the deadline
 * @param missed how many they let pass: these others got, or are still open and late
 * @param median the working time in which half of the answers came; null without an answer
 */
public record ServiceLevel(
        String team,
        @Nullable String person,
        @Nullable LocalDate week,
        int given,
        int answered,
        int inTime,
        int missed,
        @Nullable Duration median) {

    /** The share within the deadline, of what was answered or missed; null where there is nothing of either. */
    public @Nullable Double share() {
        return answered + missed == 0 ? null : (double) inTime / (answered + missed);
    }
}
