package dev.trellis.handoff;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time for which somebody had a hand-off.
 *
 * @param holder null while nobody had it
 * @param until null while the holder still has it
 * @param dueAt until when the holder was to answer, moved on by what the clock stood still; null where that is not
 *     known any more
 * @param answeredAt when the holder accepted or rejected it; null where the holder did not
 * @param ended how it ended for the holder; null while it has not
 * @param worked the working time of the holder that has passed in it while the clock ran
 * @param answeredAfter the working time the holder took to answer; null without an answer
 */
public record Holding(
        @Nullable String holder,
        Instant from,
        @Nullable Instant until,
        @Nullable Instant dueAt,
        @Nullable Instant answeredAt,
        @Nullable String ended,
        Duration worked,
        @Nullable Duration answeredAfter) {

    /** Whether the holder let the deadline pass. */
    public boolean isLate(Instant now) {
        return dueAt != null && (answeredAt == null ? (until == null ? now : until) : answeredAt).isAfter(dueAt);
    }
}
