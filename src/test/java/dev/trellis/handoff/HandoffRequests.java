package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import org.jspecify.annotations.Nullable;

/** What diagrams ask for where nothing is particular about it. */
final class HandoffRequests {

    private HandoffRequests() {}

    static HandoffRequest of(ContactId contact) {
        return of(contact, Teams.SALES);
    }

    /** Of a team; null where the table is to say of which. */
    static HandoffRequest of(ContactId contact, @Nullable String team) {
        return new HandoffRequest(
                contact, HandoffKind.MQL, 1, team, HandoffPriority.NORMAL, null, WaitsFor.DECISION, false, 1, 1);
    }
}
