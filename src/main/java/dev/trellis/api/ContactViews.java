package dev.trellis.api;

import dev.trellis.contact.ConsentState;
import dev.trellis.contact.Consents;
import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.handoff.Owner;
import dev.trellis.handoff.Owners;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.LifecycleState;
import dev.trellis.scoring.ContactScore;
import dev.trellis.scoring.Scores;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts {@link ContactView}s together, for any number of contacts with one question to each feature. */
@Component
public class ContactViews {

    private final Contacts contacts;
    private final Consents consents;
    private final Lifecycle lifecycle;
    private final Scores scores;
    private final Owners owners;

    ContactViews(Contacts contacts, Consents consents, Lifecycle lifecycle, Scores scores, Owners owners) {
        this.contacts = contacts;
        this.consents = consents;
        this.lifecycle = lifecycle;
        this.scores = scores;
        this.owners = owners;
    }

    /**
     * The view of one contact.
     *
     * @throws dev.trellis.contact.ContactNotFoundException if there is none with this id
     */
    public ContactView require(ContactId id) {
        return of(List.of(contacts.require(id))).getFirst();
    }

    /** The views of these contacts, in their order. */
    public List<ContactView> of(Collection<Contact> wanted) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        var ids = wanted.stream().map(Contact::id).toList();
        var states = lifecycle.findAll(ids);
        var worth = scores.of(ids);
        var said = consents.ofAll(ids);
        var lookedAfter = owners.of(ids);
        return wanted.stream()
                .map(contact -> view(
                        contact,
                        states.get(contact.id()),
                        worth.get(contact.id()),
                        said.getOrDefault(contact.id(), Map.of()),
                        lookedAfter.get(contact.id())))
                .toList();
    }

    private static ContactView view(
            Contact contact,
            @Nullable LifecycleState state,
            @Nullable ContactScore score,
            Map<String, ConsentState> said,
            @Nullable Owner owner) {
        var consent = new TreeMap<String, String>();
        said.forEach((topic, given) -> consent.put(topic, given.label()));
        return new ContactView(
                contact.id().value(),
                contact.email(),
                contact.firstName(),
                contact.lastName(),
                contact.phone(),
                contact.company(),
                contact.companyId(),
                contact.jobTitle(),
                contact.country(),
                contact.timeZone(),
                contact.language(),
                contact.source(),
                contact.externalId(),
                contact.doNotCall(),
                contact.attributes(),
                state == null ? null : state.stage().name(),
                state == null ? null : state.enteredAt(),
                score == null ? 0 : Math.round(score.points() * 10) / 10.0,
                score == null ? "unknown" : score.fit().label(),
                score == null ? "cold" : score.temperature().label(),
                consent,
                owner == null ? null : owner.email(),
                state != null && state.closedLost() ? "closed-lost" : null,
                state != null && state.closedLost() ? state.recycleOn() : null,
                contact.createdAt(),
                contact.updatedAt());
    }
}
