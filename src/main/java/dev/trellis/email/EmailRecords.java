package dev.trellis.email;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.contact.Contacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The emails a contact was to get. Erasing them leaves the address's keyed hash among the suppressed. */
@Component
class EmailRecords implements ContactRecords {

    private final Sends sends;
    private final Contacts contacts;
    private final Suppressions suppressions;

    EmailRecords(Sends sends, Contacts contacts, Suppressions suppressions) {
        this.sends = sends;
        this.contacts = contacts;
        this.suppressions = suppressions;
    }

    @Override
    public String name() {
        return "emails";
    }

    @Override
    public Set<String> tables() {
        return Set.of("send");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return sends.ofContact(contact).stream().map(EmailRecords::toWords).toList();
    }

    @Override
    public void erase(ContactId contact) {
        contacts.find(contact).ifPresent(person -> {
            suppressions.add(
                    person.email(), Suppressions.MARKETING, Suppressions.Reason.ERASURE, "the contact was erased");
            suppressions.forget(person.email());
        });
        sends.erase(contact);
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        sends.move(keep, merged);
    }

    private static Map<String, Object> toWords(Send send) {
        var words = new LinkedHashMap<String, Object>();
        words.put("plannedAt", send.plannedAt());
        words.put("template", send.template());
        words.put("address", send.address());
        words.put("state", send.state().label());
        if (send.subject() != null) {
            words.put("subject", send.subject());
        }
        if (send.acceptedAt() != null) {
            words.put("sentAt", send.acceptedAt());
        }
        var bounce = send.bounce();
        if (bounce != null) {
            words.put("cameBackAt", bounce.at());
            words.put("cameBackBecause", bounce.reason());
        }
        if (send.reason() != null) {
            words.put("reason", send.reason());
        }
        return words;
    }
}
