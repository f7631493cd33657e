package dev.trellis.lifecycle;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Where a contact is in its lifecycle.
 *
 * @param entry the number of the current stage entry
 * @param closedLost whether the last open deal was lost and nothing has happened since
 * @param recycleOn the day a closed lost contact comes back to nurture; null where it does not
 * @param entryReached the entry the contact's process instance has reached; 0 before it started
 * @param processInstanceKey the contact's lifecycle instance in the engine, once known
 */
public record LifecycleState(
        ContactId contactId,
        Stage stage,
        int entry,
        Instant enteredAt,
        boolean closedLost,
        @Nullable LocalDate recycleOn,
        int entryReached,
        @Nullable Long processInstanceKey) {}
