package dev.trellis.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;

/**
 * Counts working time: a deadline of four hours set on a Friday evening is Monday at noon.
 *
 * <p>What is counted is time that really passes, so a working span across a change of the clocks is an hour shorter or
 * longer that day.
 *
 * @param holidays days on which nobody works
 */
public record BusinessCalendar(ZoneId zone, WorkingHours hours, Set<LocalDate> holidays) {

    /** A deadline further away than this means that the calendar has no working days left. */
    private static final int LONGEST_SEARCH_DAYS = 20 * 366;

    public BusinessCalendar {
        holidays = Set.copyOf(holidays);
    }

    /** The instant by which so many working days and then so much working time have passed. */
    public Instant plus(Instant from, WorkingTime amount) {
        var afterDays = amount.days() == 0 ? from : plusDays(from, amount.days());
        return plus(afterDays, amount.time());
    }

    /**
     * The instant by which so much working time has passed.
     *
     * <p>Nothing added to a time when nobody works is the next opening. A deadline at the end of a day stays there; it
     * does not become the next morning.
     */
    public Instant plus(Instant from, Duration workingTime) {
        if (workingTime.isNegative()) {
            throw new IllegalArgumentException("Working time must not be negative: " + workingTime);
        }
        var left = workingTime;
        var first = localDate(from);
        for (var date = first; withinSearch(first, date); date = date.plusDays(1)) {
            for (var open : openOn(date)) {
                if (open.to().isBefore(from)) {
                    continue;
                }
                var start = open.from().isBefore(from) ? from : open.from();
                var there = Duration.between(start, open.to());
                if (there.compareTo(left) >= 0) {
                    return start.plus(left);
                }
                left = left.minus(there);
            }
        }
        throw noWorkingDays(from);
    }

    /**
     * The same time of day so many working days later.
     *
     * <p>Counted from the next opening where nobody works at the start: one working day from Saturday is Tuesday's
     * opening. Where the day arrived at has other hours, the nearest time within them.
     */
    public Instant plusDays(Instant from, int workingDays) {
        var start = plus(from, Duration.ZERO).atZone(zone);
        var date = start.toLocalDate();
        var left = workingDays;
        for (var day = date.plusDays(1); left > 0; day = day.plusDays(1)) {
            if (!withinSearch(date, day)) {
                throw noWorkingDays(from);
            }
            if (isWorkingDay(day)) {
                left--;
                if (left == 0) {
                    return within(day, start.toLocalTime());
                }
            }
        }
        return start.toInstant();
    }

    /** How much working time lies between two instants; nothing where the second is not after the first. */
    public Duration between(Instant from, Instant to) {
        var sum = Duration.ZERO;
        if (!to.isAfter(from)) {
            return sum;
        }
        var last = localDate(to);
        for (var date = localDate(from); !date.isAfter(last); date = date.plusDays(1)) {
            for (var open : openOn(date)) {
                var start = open.from().isBefore(from) ? from : open.from();
                var end = open.to().isAfter(to) ? to : open.to();
                if (start.isBefore(end)) {
                    sum = sum.plus(Duration.between(start, end));
                }
            }
        }
        return sum;
    }

    /** Whether people work at this instant. The very end of a working span no longer counts. */
    public boolean isOpen(Instant at) {
        return openOn(localDate(at)).stream().anyMatch(open -> !at.isBefore(open.from()) && at.isBefore(open.to()));
    }

    public boolean isWorkingDay(LocalDate date) {
        return !openOn(date).isEmpty();
    }

    private Instant within(LocalDate day, LocalTime time) {
        var wished = instant(day.atTime(time));
        var opens = openOn(day);
        for (var open : opens) {
            if (!wished.isAfter(open.to())) {
                return wished.isBefore(open.from()) ? open.from() : wished;
            }
        }
        return opens.getLast().to();
    }

    private LocalDate localDate(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    private List<Open> openOn(LocalDate date) {
        if (holidays.contains(date)) {
            return List.of();
        }
        return hours.on(date.getDayOfWeek()).stream()
                .map(span -> new Open(instant(date.atTime(span.from())), end(date, span)))
                .filter(open -> open.from().isBefore(open.to()))
                .toList();
    }

    private Instant end(LocalDate date, WorkingHours.Span span) {
        return span.untilMidnight() ? instant(date.plusDays(1).atStartOfDay()) : instant(date.atTime(span.to()));
    }

    /** A time that the clocks skip is the moment they are put forward, so that later local times are never earlier. */
    private Instant instant(LocalDateTime local) {
        var transition = zone.getRules().getTransition(local);
        return transition != null && transition.isGap()
                ? transition.getInstant()
                : ZonedDateTime.of(local, zone).toInstant();
    }

    private static boolean withinSearch(LocalDate first, LocalDate date) {
        return date.isBefore(first.plusDays(LONGEST_SEARCH_DAYS));
    }

    private IllegalStateException noWorkingDays(Instant from) {
        return new IllegalStateException("No working days left after " + from + " in the calendar of " + zone);
    }

    private record Open(Instant from, Instant to) {}
}
