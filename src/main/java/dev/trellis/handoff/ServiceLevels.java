package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.midnight;
import static dev.trellis.platform.UtcTime.today;

import dev.trellis.handoff.Holdings.OfTeam;
import dev.trellis.platform.InvalidValueException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells how soon people answer what they are handed, by person and by week. */
@Component
public class ServiceLevels {

    private static final int WEEKS = 4;
    private static final int LONGEST_DAYS = 366;

    private final Holdings holdings;
    private final Clock clock;

    ServiceLevels(Holdings holdings, Clock clock) {
        this.holdings = holdings;
        this.clock = clock;
    }

    /**
     * What became of the hand-offs that were opened in some time.
     *
     * @param from the first day, in UTC
     * @param until the last day
     */
    public record Report(LocalDate from, LocalDate until, List<ServiceLevel> people, List<ServiceLevel> weeks) {}

    /**
     * The report for these days.
     *
     * @param from null for four weeks before the last day
     * @param until null for today
     */
    public Report report(@Nullable LocalDate from, @Nullable LocalDate until) {
        var last = until == null ? today(clock) : until;
        var first = from == null ? last.minusWeeks(WEEKS) : from;
        if (first.isAfter(last) || first.isBefore(last.minusDays(LONGEST_DAYS))) {
            throw new InvalidValueException("from", "must be at most a year before " + last + ", not " + first);
        }
        var asked = holdings.between(midnight(first), midnight(last.plusDays(1))).stream()
                .filter(ServiceLevels::wasAsked)
                .toList();
        return new Report(
                first,
                last,
                levels(asked, one -> new Key(one.team(), one.holding().holder(), null)),
                levels(
                        asked,
                        one -> new Key(one.team(), null, week(one.holding().from()))));
    }

    private record Key(
            String team, @Nullable String person, @Nullable LocalDate week) {}

    /** Not who took it unasked, nor who was relieved of it while there was time. */
    private static boolean wasAsked(OfTeam one) {
        var holding = one.holding();
        return holding.holder() != null
                && !holding.from().equals(holding.answeredAt())
                && (holding.answeredAt() != null || holding.until() == null || holding.isLate(holding.until()));
    }

    private List<ServiceLevel> levels(List<OfTeam> asked, Function<OfTeam, Key> key) {
        return asked.stream().collect(Collectors.groupingBy(key)).entrySet().stream()
                .map(group -> level(
                        group.getKey(),
                        group.getValue().stream().map(OfTeam::holding).toList()))
                .sorted(Comparator.comparing(ServiceLevel::team)
                        .thenComparing(ServiceLevel::week, Comparator.nullsFirst(Comparator.<LocalDate>reverseOrder()))
                        .thenComparing(ServiceLevel::person, Comparator.nullsFirst(Comparator.<String>naturalOrder())))
                .toList();
    }

    private ServiceLevel level(Key key, List<Holding> given) {
        var now = clock.instant();
        var answers = given.stream()
                .map(Holding::answeredAfter)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        var inTime = given.stream()
                .filter(holding -> holding.answeredAt() != null && !holding.isLate(now))
                .count();
        var missed = given.stream()
                .filter(holding -> holding.answeredAt() == null)
                .filter(holding -> holding.isLate(now))
                .count();
        return new ServiceLevel(
                key.team(),
                key.person(),
                key.week(),
                given.size(),
                answers.size(),
                (int) inTime,
                (int) missed,
                median(answers));
    }

    private static @Nullable Duration median(List<Duration> sorted) {
        var half = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return null;
        }
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : sorted.get(half - 1).plus(sorted.get(half)).dividedBy(2);
    }

    private static LocalDate week(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }
}
