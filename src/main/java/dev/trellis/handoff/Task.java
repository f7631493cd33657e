package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something a person is to do for a contact.
 *
 * @param owner whose task it is; null while nobody in the team can take it
 * @param closedBy who did it, or what cancelled it
 * @param closedBecause why it need not be done any more; null where it was done or is open
 * @param attempts how often somebody called for it in vain
 * @param sells whether it waits while the contact has an open complaint
 * @param pausedAt since when it waits for the end of a complaint; null where it does not
 */
public record Task(
        UUID id,
        ContactId contactId,
        TaskKind kind,
        String title,
        @Nullable String note,
        String team,
        @Nullable String owner,
        Instant dueAt,
        State state,
        Instant createdAt,
        @Nullable Instant closedAt,
        @Nullable String closedBy,
        @Nullable String closedBecause,
        int attempts,
        boolean sells,
        @Nullable Instant pausedAt) {

    /** Whether it should have been done by now. */
    public boolean isLate(Instant now) {
        return state == State.OPEN && pausedAt == null && now.isAfter(dueAt);
    }

    /** Whether it waits for the end of a complaint. */
    public boolean isPaused() {
        return state == State.OPEN && pausedAt != null;
    }

    /** How a task stands. */
    public enum State {
        OPEN,
        DONE,
        CANCELLED;

        /** The word that the API uses. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The state that the API calls so.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static State of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }
}
