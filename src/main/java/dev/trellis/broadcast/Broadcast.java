package dev.trellis.broadcast;

import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.Mailing;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One email to everybody in a segment.
 *
 * @param jobKey the job of a diagram that waits until it is planned; null where none does
 * @param processId whose step wished it; empty where no diagram did
 * @param paused whether somebody has stopped it for now
 * @param plannedUpTo the contact up to which it is planned; null where nothing is
 * @param planned how many emails it has planned so far
 */
public record Broadcast(
        UUID id,
        @Nullable Long jobKey,
        String processId,
        String elementId,
        String name,
        String template,
        String topic,
        Segment segment,
        String window,
        OnCap onCap,
        boolean repeat,
        BroadcastState state,
        boolean paused,
        String createdBy,
        Instant createdAt,
        Instant startsAt,
        Instant notAfter,
        @Nullable ContactId plannedUpTo,
        long planned,
        @Nullable Instant planningEndedAt,
        @Nullable Instant finishedAt) {

    /** The word for where it stands. */
    public String standing() {
        return paused && !state.isOver() ? "paused" : state.label();
    }

    /** Whether all contacts have been gone through. */
    public boolean isPlanned() {
        return planningEndedAt != null;
    }

    Mailing mailing() {
        return new Mailing(id, processId, elementId, template, topic, window, onCap, repeat, notAfter);
    }
}
