package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.WorkingTime;
import org.jspecify.annotations.Nullable;

/**
 * A task to set. At most one is set for each visit to a step, and for each key.
 *
 * @param team who is to do it, unless the contact's owner can
 * @param due working time from now
 * @param elementInstanceKey the visit to the step that asks for it; null where no step does
 * @param key tells repeats of another cause apart; null for always a new task
 * @param sells whether it waits while the contact has an open complaint
 */
public record NewTask(
        ContactId contactId,
        TaskKind kind,
        String title,
        @Nullable String note,
        String team,
        WorkingTime due,
        @Nullable Long elementInstanceKey,
        @Nullable String key,
        boolean sells) {

    /** A task that sells unless it is a review. */
    public NewTask(
            ContactId contactId,
            TaskKind kind,
            String title,
            @Nullable String note,
            String team,
            WorkingTime due,
            @Nullable Long elementInstanceKey,
            @Nullable String key) {
        this(contactId, kind, title, note, team, due, elementInstanceKey, key, kind.sells());
    }

    /** The same as something that is done for the contact, complaint or not. */
    public NewTask asCare() {
        return new NewTask(contactId, kind, title, note, team, due, elementInstanceKey, key, false);
    }
}
