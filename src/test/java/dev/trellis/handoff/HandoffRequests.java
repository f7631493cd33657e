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

    /** At another visit of the step, by a job with the same key. */
    static HandoffRequest of(ContactId contact, long visit) {
        return of(contact, visit, visit, WaitsFor.DECISION, HandoffPriority.NORMAL, false);
    }

    static HandoffRequest of(
            ContactId contact, long job, long visit, WaitsFor waitsFor, HandoffPriority priority, boolean escalate) {
        return new HandoffRequest(
                contact, HandoffKind.MQL, 1, Teams.SALES, priority, "first-call", waitsFor, escalate, job, visit);
    }

    /** To somebody else than who had it. */
    static HandoffRequest escalation(ContactId contact, long visit) {
        return of(contact, visit, visit, WaitsFor.DECISION, HandoffPriority.NORMAL, true);
    }

    /** To whoever leads the team. */
    static HandoffRequest toLead(ContactId contact, long visit) {
        return new HandoffRequest(
                contact,
                HandoffKind.MQL,
                1,
                Teams.SALES,
                HandoffPriority.HIGH,
                null,
                WaitsFor.DECISION,
                Escalation.LEAD,
                visit,
                visit);
    }

    /** For somebody to look after a customer. */
    static HandoffRequest ofCustomer(ContactId contact, long visit) {
        return new HandoffRequest(
                contact,
                HandoffKind.CUSTOMER,
                1,
                Teams.SALES,
                HandoffPriority.NORMAL,
                null,
                WaitsFor.DECISION,
                false,
                visit,
                visit);
    }
}
