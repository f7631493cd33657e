package dev.trellis.nurturing;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.Complaints;
import dev.trellis.email.Emails;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Mail that {@link ComplaintRest} let wait goes on as soon as the complaint is closed. */
@Component
class ComplaintEnd {

    private final Complaints complaints;
    private final Emails emails;

    ComplaintEnd(Complaints complaints, Emails emails) {
        this.complaints = complaints;
        this.emails = emails;
    }

    @EventListener
    void on(ActivitiesRecorded recorded) {
        var told = recorded.activities().stream()
                .filter(activity -> activity.type().equals(ActivityTypes.COMPLAINT_CLOSED))
                .map(activity -> activity.contactId())
                .collect(Collectors.toSet());
        if (!told.isEmpty()) {
            told.removeAll(complaints.open(told).keySet());
            emails.goOn(told, ComplaintRest.WAITS);
        }
    }
}
