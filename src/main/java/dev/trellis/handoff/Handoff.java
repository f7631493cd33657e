package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A contact that sales is asked to take.
 *
 * @param owner the salesperson's address; null until somebody in the team can take it
 * @param why why the contact was handed off now
 * @param assignedBecause why it was given to that person
 * @param score what the contact was worth when it was handed off; fit and temperature likewise
 * @param dueAt when it is to be answered
 * @param reason why it was rejected or returned
 * @param returnUntil until when sales wants it nurtured
 * @param pausedAt since when its clock stands still, for the contact has an open complaint; null while it runs
 */
public record Handoff(
        UUID id,
        ContactId contactId,
        HandoffKind kind,
        int stageEntry,
        String team,
        HandoffState state,
        @Nullable String owner,
        String why,
        String assignedBecause,
        HandoffPriority priority,
        @Nullable String playbook,
        double score,
        String fit,
        String temperature,
        Instant openedAt,
        Instant dueAt,
        @Nullable Instant acceptedAt,
        @Nullable Instant closedAt,
        @Nullable String reason,
        @Nullable String note,
        @Nullable LocalDate returnUntil,
        @Nullable Instant pausedAt) {

    /** Whether it is still open although it should have been answered. */
    public boolean isLate(Instant now) {
        return state == HandoffState.OPEN && pausedAt == null && now.isAfter(dueAt);
    }

    /** Whether there is more to say about it. Whoever accepts a customer looks after them, and has no more to say. */
    public boolean isAnswerable() {
        return state == HandoffState.OPEN || (state == HandoffState.ACCEPTED && kind.isSale());
    }

    /** Whether it waits for the end of a complaint. */
    public boolean isPaused() {
        return state.isPending() && pausedAt != null;
    }
}
