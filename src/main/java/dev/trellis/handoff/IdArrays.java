package dev.trellis.handoff;

import dev.trellis.contact.ContactId;
import java.util.Collection;

/** Lists as PostgreSQL takes them. */
final class IdArrays {

    private IdArrays() {}

    /** The ids as texts, to be cast to {@code uuid[]}. */
    static String[] ids(Collection<ContactId> contacts) {
        return contacts.stream().map(ContactId::toString).toArray(String[]::new);
    }
}
