package dev.trellis.contact;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What the contact agreed to and took back. */
@Component
@Order(ProfileRecords.LAST)
class ConsentRecords implements ContactRecords {

    private final Consents consents;

    ConsentRecords(Consents consents) {
        this.consents = consents;
    }

    @Override
    public String name() {
        return "consents";
    }

    @Override
    public Set<String> tables() {
        return Set.of("consent", "consent_history");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return consents.history(contact).stream()
                .map(consent -> Map.<String, Object>of(
                        "at", consent.changedAt().toString(),
                        "topic", consent.topic().equals(Consents.EVERYTHING) ? "everything" : consent.topic(),
                        "state", consent.state().label(),
                        "evidence", consent.evidence()))
                .toList();
    }

    @Override
    public void erase(ContactId contact) {
        consents.erase(contact);
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        consents.merge(keep, merged);
    }
}
