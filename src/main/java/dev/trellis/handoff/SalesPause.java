package dev.trellis.handoff;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.Complaints;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Nobody is sold anything while the service desk has a complaint of theirs: the clocks of hand-offs and tasks stand
 * still, and go on with the working time that was left.
 */
@Component
class SalesPause {

    /** Why something waits, in words. */
    static final String BECAUSE = "the contact has an open complaint";

    /** What the history of a hand-off says when its clock stops, and when it goes on. */
    static final String PAUSED = "paused";

    static final String RESUMED = "resumed";

    static final String ACTOR = "service desk";

    private static final Set<String> COMPLAINTS =
            Set.of(ActivityTypes.COMPLAINT_OPENED, ActivityTypes.COMPLAINT_CLOSED);

    private final Complaints complaints;
    private final Contacts contacts;
    private final Handoffs handoffs;
    private final Tasks tasks;
    private final Clock clock;

    SalesPause(Complaints complaints, Contacts contacts, Handoffs handoffs, Tasks tasks, Clock clock) {
        this.complaints = complaints;
        this.contacts = contacts;
        this.handoffs = handoffs;
        this.tasks = tasks;
        this.clock = clock;
    }

    @EventListener
    void on(ActivitiesRecorded recorded) {
        var told = recorded.activities().stream()
                .filter(activity -> COMPLAINTS.contains(activity.type()))
                .map(activity -> activity.contactId())
                .collect(Collectors.toCollection(TreeSet::new));
        if (told.isEmpty()) {
            return;
        }
        contacts.lock(told);
        var open = complaints.open(told).keySet();
        told.forEach(contact -> apply(contact, open.contains(contact)));
    }

    private void apply(ContactId contact, boolean complains) {
        if (complains) {
            handoffs.pause(contact);
            tasks.pause(contact, clock.instant());
        } else {
            handoffs.resume(contact);
            tasks.resume(contact);
        }
    }
}
