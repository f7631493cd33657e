package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import org.jspecify.annotations.Nullable;

/**
 * A step's wish to hand a contact to sales.
 *
 * @param stageEntry the stage entry the step belongs to
 * @param team who is to take it; null where {@link RoutingTable} says who
 * @param playbook what to say and show
 * @param waitsFor when the step is done
 * @param escalation whom to give it to where somebody had it before
 * @param jobKey the held job that is completed with the decision
 * @param elementInstanceKey the visit to the step; a later visit has a higher one
 */
public record HandoffRequest(
        ContactId contactId,
        HandoffKind kind,
        int stageEntry,
        @Nullable String team,
        HandoffPriority priority,
        @Nullable String playbook,
        WaitsFor waitsFor,
        Escalation escalation,
        long jobKey,
        long elementInstanceKey) {

    /**
     * A wish that at most asks for another person.
     *
     * @param escalate give it to another person than before
     */
    public HandoffRequest(
            ContactId contactId,
            HandoffKind kind,
            int stageEntry,
            @Nullable String team,
            HandoffPriority priority,
            @Nullable String playbook,
            WaitsFor waitsFor,
            boolean escalate,
            long jobKey,
            long elementInstanceKey) {
        this(
                contactId,
                kind,
                stageEntry,
                team,
                priority,
                playbook,
                waitsFor,
                escalate ? Escalation.ANOTHER : Escalation.NONE,
                jobKey,
                elementInstanceKey);
    }
}
