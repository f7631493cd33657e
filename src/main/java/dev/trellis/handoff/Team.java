package dev.trellis.handoff;

import dev.trellis.platform.BusinessCalendar;
import dev.trellis.platform.WorkingHours;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * People who share what is handed to them.
 *
 * @param lead the address of who gets what nobody in the team can take
 * @param manager the address of who is told when not even the lead has answered
 * @param strategy how its members share what comes
 * @param prefersAtWork whether somebody who is at work comes before somebody who would have to answer later
 * @param holidays days on which the team does not work, with their names
 */
public record Team(
        String name,
        String label,
        ZoneId zone,
        WorkingHours workingHours,
        @Nullable String lead,
        @Nullable String manager,
        Strategy strategy,
        boolean prefersAtWork,
        Map<LocalDate, String> holidays,
        List<Member> members) {

    /** A team that shares as teams do unless they say otherwise. */
    public Team(
            String name,
            String label,
            ZoneId zone,
            WorkingHours workingHours,
            @Nullable String lead,
            Map<LocalDate, String> holidays,
            List<Member> members) {
        this(name, label, zone, workingHours, lead, null, Strategy.FEWEST, true, holidays, members);
    }

    /** Whether the team works at this instant. */
    public boolean isAtWork(Instant at) {
        return calendar().isOpen(at);
    }

    /** Whether its member works at this instant. */
    public boolean isAtWork(Instant at, Member member) {
        return calendar(member).isOpen(at) && !member.isAbsent(at);
    }

    public BusinessCalendar calendar() {
        return new BusinessCalendar(zone, workingHours, holidays.keySet());
    }

    /** The calendar of one of its members, who may have working hours and a time zone of their own. */
    public BusinessCalendar calendar(@Nullable String member) {
        return members.stream()
                .filter(some -> some.email().equals(member))
                .findFirst()
                .map(this::calendar)
                .orElseGet(this::calendar);
    }

    BusinessCalendar calendar(Member member) {
        return new BusinessCalendar(
                Objects.requireNonNullElse(member.zone(), zone),
                Objects.requireNonNullElse(member.workingHours(), workingHours),
                holidays.keySet());
    }
}
