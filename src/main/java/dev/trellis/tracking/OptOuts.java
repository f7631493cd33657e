package dev.trellis.tracking;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.Consents;
import dev.trellis.contact.Contact;
import dev.trellis.contact.Contacts;
import dev.trellis.email.Suppressions;
import dev.trellis.email.Suppressions.Reason;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Whoever unsubscribes or complains, by whatever way we hear of it, gets no more: the consent is withdrawn, and the
 * address remembers it even where the contact is erased and comes back.
 */
@Component
class OptOuts {

    private final Contacts contacts;
    private final Consents consents;
    private final Suppressions suppressions;

    OptOuts(Contacts contacts, Consents consents, Suppressions suppressions) {
        this.contacts = contacts;
        this.consents = consents;
        this.suppressions = suppressions;
    }

    @EventListener
    void on(ActivitiesRecorded event) {
        var optOuts = event.activities().stream()
                .filter(activity -> activity.type().equals(ActivityTypes.UNSUBSCRIBED)
                        || activity.type().equals(ActivityTypes.COMPLAINED))
                .toList();
        if (optOuts.isEmpty()) {
            return;
        }
        var ids = optOuts.stream().map(Activity::contactId).collect(Collectors.toSet());
        contacts.lock(ids);
        var people = contacts.findAll(ids);
        for (var activity : optOuts) {
            var contact = people.get(activity.contactId());
            if (contact != null) {
                optOut(activity, contact);
            }
        }
    }

    private void optOut(Activity activity, Contact contact) {
        var evidence = activity.type() + " at " + activity.at() + " " + activity.properties();
        if (activity.type().equals(ActivityTypes.COMPLAINED)) {
            consents.withdrawAll(contact.id(), evidence);
            suppressions.add(contact.email(), Suppressions.ALL, Reason.COMPLAINT, evidence);
        } else if (activity.properties().get("topic") instanceof String topic) {
            consents.withdraw(contact.id(), topic, evidence);
            suppressions.add(contact.email(), Suppressions.topic(topic), Reason.UNSUBSCRIBE, evidence);
        } else {
            consents.withdrawAll(contact.id(), evidence);
            suppressions.add(contact.email(), Suppressions.MARKETING, Reason.UNSUBSCRIBE, evidence);
        }
    }
}
