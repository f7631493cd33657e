package dev.trellis.handoff;

import dev.trellis.platform.WorkingHours;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who takes hand-offs and tasks.
 *
 * @param capacity how many hand-offs the member works on at a time; null for as many as come
 * @param workingHours null for the team's
 * @param absentUntil when the member is back; null for here
 */
public record Member(
        String email,
        String name,
        @Nullable Integer capacity,
        @Nullable WorkingHours workingHours,
        @Nullable Instant absentUntil) {

    public boolean isAbsent(Instant at) {
        return absentUntil != null && at.isBefore(absentUntil);
    }
}
