package dev.trellis.handoff;

import dev.trellis.contact.EmailAddress;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import dev.trellis.platform.WorkingHours;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A member as people say who it is.
 *
 * @param capacity how many hand-offs at a time; as many as come where it is left out
 * @param workingHours the team's where they are left out
 * @param zone where the member works; as the team where it is left out
 * @param absentFrom the first day the member is away, or the instant; now where it is left out
 * @param absentUntil the day the member is back, or the instant; here where it is left out
 */
public record MemberChange(
        @Nullable String email,
        @Nullable String name,
        @Nullable Integer capacity,
        @Nullable String workingHours,
        @Nullable String zone,
        @Nullable String absentFrom,
        @Nullable String absentUntil) {

    Member toMember(ZoneId teamZone) {
        var address = address("members.email", email);
        if (capacity != null && capacity < 0) {
            throw new InvalidValueException("members.capacity", "must not be negative");
        }
        var known = Text.clean(name);
        var own = zone == null || zone.isBlank() ? null : zone("members.zone", zone);
        var absence = Absence.of(absentFrom, absentUntil, own == null ? teamZone : own);
        return new Member(
                address,
                known == null ? address : known,
                capacity,
                workingHours == null || workingHours.isBlank() ? null : hours(workingHours),
                own,
                absence.from(),
                absence.until());
    }

    static String address(String field, @Nullable String text) {
        try {
            return EmailAddress.of(text).key();
        } catch (InvalidValueException ex) {
            throw new InvalidValueException(field, String.valueOf(ex.getMessage()));
        }
    }

    static WorkingHours hours(String text) {
        try {
            return WorkingHours.parse(text);
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("workingHours", String.valueOf(ex.getMessage()));
        }
    }

    static ZoneId zone(String field, String id) {
        try {
            return ZoneId.of(id.strip());
        } catch (DateTimeException ex) {
            throw new InvalidValueException(field, "\"" + id + "\" is no time zone; write one such as Europe/Berlin");
        }
    }
}
