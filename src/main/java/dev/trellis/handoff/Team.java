package dev.trellis.handoff;

import dev.trellis.platform.BusinessCalendar;
import dev.trellis.platform.WorkingHours;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * People who share what is handed to them.
 *
 * @param lead the address of who gets what nobody in the team can take
 * @param holidays days on which the team does not work, with their names
 */
public record Team(
        String name,
        String label,
        ZoneId zone,
        WorkingHours workingHours,
        @Nullable String lead,
        Map<LocalDate, String> holidays,
        List<Member> members) {

    public BusinessCalendar calendar() {
        return new BusinessCalendar(zone, workingHours, holidays.keySet());
    }

    /** The calendar of one of its members, who may have working hours of their own. */
    public BusinessCalendar calendar(@Nullable String member) {
        return members.stream()
                .filter(some -> some.email().equals(member))
                .findFirst()
                .map(Member::workingHours)
                .map(own -> new BusinessCalendar(zone, own, holidays.keySet()))
                .orElseGet(this::calendar);
    }
}
