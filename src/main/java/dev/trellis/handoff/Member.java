package dev.trellis.handoff;

import dev.trellis.platform.WorkingHours;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who takes hand-offs and tasks.
 *
 * @param capacity how many hand-offs the member works on at a time; null for as many as come
 * @param workingHours null for the team's
 * @param zone where the member works; null for the team's
 * @param absentFrom when the absence begins; null where it has begun
 * @param absentUntil when the member is back; null for here
 */
public record Member(
        String email,
        String name,
        @Nullable Integer capacity,
        @Nullable WorkingHours workingHours,
        @Nullable ZoneId zone,
        @Nullable Instant absentFrom,
        @Nullable Instant absentUntil) {

    /** Somebody who works where the team does. */
    public Member(
            String email,
            String name,
            @Nullable Integer capacity,
            @Nullable WorkingHours workingHours,
            @Nullable Instant absentUntil) {
        this(email, name, capacity, workingHours, null, null, absentUntil);
    }

    public boolean isAbsent(Instant at) {
        return absentUntil != null && at.isBefore(absentUntil) && (absentFrom == null || !at.isBefore(absentFrom));
    }
}
