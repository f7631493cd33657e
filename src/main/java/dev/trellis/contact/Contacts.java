package dev.trellis.contact;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Repository;

/** The stored {@link Contact}s. */
@Repository
public class Contacts {

    public Optional<Contact> find(ContactId id) {
        throw new UnsupportedOperationException();
    }

    public Optional<Contact> findByEmail(String email) {
        throw new UnsupportedOperationException();
    }

    /** The contacts among these that exist, by id. */
    public Map<ContactId, Contact> findAll(Collection<ContactId> ids) {
        throw new UnsupportedOperationException();
    }

    /**
     * The contact with this id.
     *
     * @throws ContactNotFoundException if there is none
     */
    public Contact require(ContactId id) {
        return find(id).orElseThrow(() -> new ContactNotFoundException(id));
    }

    /**
     * Takes the contacts' rows for this transaction, in id order, so that two transactions never wait for each other.
     */
    public void lock(Collection<ContactId> ids) {
        throw new UnsupportedOperationException();
    }
}
