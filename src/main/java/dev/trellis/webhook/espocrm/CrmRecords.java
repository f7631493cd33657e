package dev.trellis.webhook.espocrm;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Under which ids CRMs know a contact. */
@Component
class CrmRecords implements ContactRecords {

    private final CrmLinks links;

    CrmRecords(CrmLinks links) {
        this.links = links;
    }

    @Override
    public String name() {
        return "crm";
    }

    @Override
    public Set<String> tables() {
        return Set.of("crm_link");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return links.ofContact(contact);
    }

    @Override
    public void erase(ContactId contact) {
        links.forget(contact);
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        links.merge(keep, merged);
    }
}
