package dev.trellis.contact;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one feature keeps about contacts. Every feature with a table that has a {@code contact_id} column has one bean
 * of this type, so that export, erasure and merging reach all of them.
 */
public interface ContactRecords {

    /** The name of this part in an export, such as {@code emails}. */
    String name();

    /**
     * The tables this part answers for. A test holds every table with a {@code contact_id} column against them, so that
     * none is forgotten.
     */
    default Set<String> tables() {
        return Set.of();
    }

    /** Everything kept about the contact, oldest first, in words a person can read. */
    List<Map<String, Object>> export(ContactId contact);

    /** Deletes what is kept about the contact. Runs in the caller's transaction, before the contact itself goes. */
    void erase(ContactId contact);

    /** Moves what is kept about one contact to another. What forbids something (a withdrawal, say) wins. */
    void merge(ContactId keep, ContactId merged);
}
