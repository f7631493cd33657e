package dev.trellis.contact;

import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Service;

/** What contacts agreed to, topic by topic, with the evidence. */
@Service
public class Consents {

    /** What the contact said, by topic; topics it was never asked about are absent. */
    public Map<String, ConsentState> of(ContactId contact) {
        throw new UnsupportedOperationException();
    }

    /** What each of these contacts said, by topic; contacts that were never asked have an empty map. */
    public Map<ContactId, Map<String, ConsentState>> ofAll(Collection<ContactId> contacts) {
        throw new UnsupportedOperationException();
    }

    /** The contact was asked to confirm by email. Changes nothing where it agreed already. */
    public void ask(ContactId contact, String topic, String evidence) {
        throw new UnsupportedOperationException();
    }

    /**
     * The contact itself agreed.
     *
     * @param evidence how we know: form, address, time, wording
     */
    public void grant(ContactId contact, String topic, String evidence) {
        throw new UnsupportedOperationException();
    }

    /** The contact itself took its agreement back; nobody else can lift that. */
    public void withdraw(ContactId contact, String topic, String evidence) {
        throw new UnsupportedOperationException();
    }

    /** The contact wants no marketing email at all, whatever the topic. */
    public void withdrawAll(ContactId contact, String evidence) {
        throw new UnsupportedOperationException();
    }
}
