package dev.trellis.handoff;

import dev.trellis.platform.BusinessCalendar;
import dev.trellis.platform.WorkingHours;
import dev.trellis.platform.WorkingTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** When something is due, in the working time of whoever has to do it. */
@Component
public class Deadlines {

    private static final BusinessCalendar OFFICE = new BusinessCalendar(ZoneOffset.UTC, WorkingHours.OFFICE, Set.of());

    private final Teams teams;
    private final Clock clock;

    Deadlines(Teams teams, Clock clock) {
        this.teams = teams;
        this.clock = clock;
    }

    /**
     * So much working time from now.
     *
     * @param team whose hours and holidays count; office hours in UTC where there is no such team
     * @param member who may have working hours and a time zone of their own; null for the team's
     */
    public Instant after(WorkingTime amount, String team, @Nullable String member) {
        return calendar(team, member).plus(clock.instant(), amount);
    }

    /**
     * When something is due whose clock stood still until now.
     *
     * @param pausedAt since when; null where it did not
     * @param dueAt when it would have been due
     */
    Instant afterPause(@Nullable Instant pausedAt, Instant dueAt, String team, @Nullable String member) {
        var calendar = calendar(team, member);
        return pausedAt == null || !pausedAt.isBefore(dueAt)
                ? dueAt
                : calendar.plus(clock.instant(), calendar.between(pausedAt, dueAt));
    }

    /** The working time of the team, or of one of its members. */
    BusinessCalendar calendar(String team, @Nullable String member) {
        return teams.calendar(team, member).orElse(OFFICE);
    }
}
