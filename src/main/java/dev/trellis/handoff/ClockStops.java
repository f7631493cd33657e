package dev.trellis.handoff;

import dev.trellis.platform.BusinessCalendar;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When the clock of a hand-off stood still, from what its history keeps. */
final class ClockStops {

    private final List<Stop> stops = new ArrayList<>();

    /** Takes the next event of the hand-off's history. */
    void take(String action, Instant at) {
        if (action.equals(SalesPause.PAUSED)) {
            stops.add(new Stop(at, null));
        } else if (action.equals(SalesPause.RESUMED) && !stops.isEmpty()) {
            stops.set(stops.size() - 1, new Stop(stops.getLast().from(), at));
        }
    }

    /** The working time between two instants while the clock ran. */
    Duration worked(BusinessCalendar calendar, Instant from, Instant until) {
        var worked = calendar.between(from, until);
        for (var stop : stops) {
            worked = worked.minus(calendar.between(
                    later(from, stop.from()), stop.until() == null ? until : earlier(until, stop.until())));
        }
        return worked;
    }

    /** When something is due whose time runs since {@code from}, as far as that is known {@code now}. */
    Instant due(BusinessCalendar calendar, Instant from, Instant due, Instant now) {
        var moved = due;
        for (var stop : stops) {
            var until = stop.until() == null ? now : stop.until();
            if (stop.from().isBefore(moved) && until.isAfter(from)) {
                moved = calendar.plus(until, calendar.between(later(from, stop.from()), moved));
            }
        }
        return moved;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** One time for which it stood still; {@code until} is null while it does. */
    private record Stop(Instant from, @Nullable Instant until) {}
}
