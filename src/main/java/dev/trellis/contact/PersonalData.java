package dev.trellis.contact;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Everything that all features keep about a contact: handed out, erased, or joined with another contact's. */
@Service
public class PersonalData {

    private final JdbcClient jdbc;
    private final Contacts contacts;
    private final ContactEditor editor;
    private final ObjectProvider<ContactRecords> records;
    private final ApplicationEventPublisher events;

    PersonalData(
            JdbcClient jdbc,
            Contacts contacts,
            ContactEditor editor,
            ObjectProvider<ContactRecords> records,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.contacts = contacts;
        this.editor = editor;
        this.records = records;
        this.events = events;
    }

    /** All that is held about the contact, by the name of the part. */
    @Transactional(readOnly = true)
    public Map<String, List<Map<String, Object>>> export(ContactId contact) {
        contacts.require(contact);
        var parts = new LinkedHashMap<String, List<Map<String, Object>>>();
        records.orderedStream().forEach(part -> parts.put(part.name(), part.export(contact)));
        return parts;
    }

    /** Forgets the contact. */
    @Transactional
    public void erase(ContactId contact) {
        contacts.lock(List.of(contact));
        contacts.require(contact);
        events.publishEvent(new ContactErased(contact));
        records.orderedStream().forEach(part -> part.erase(contact));
        delete(contact);
    }

    /**
     * Makes two contacts one. What the kept contact has stays; what it lacks it gets from the other. Mail to the
     * other's address means the kept contact from now on.
     *
     * @return the kept contact as it is now
     */
    @Transactional
    public Contact merge(ContactId keep, ContactId merged) {
        if (keep.equals(merged)) {
            throw new ContactConflictException("A contact cannot be merged with itself");
        }
        contacts.lock(List.of(keep, merged));
        var kept = contacts.require(keep);
        var other = contacts.require(merged);
        events.publishEvent(new ContactsMerged(keep, merged));
        records.orderedStream().forEach(part -> part.merge(keep, merged));
        delete(merged);
        editor.complete(kept, other);
        return contacts.require(keep);
    }

    private void delete(ContactId contact) {
        jdbc.sql("delete from contact where id = :contact")
                .param("contact", contact.value())
                .update();
    }
}
